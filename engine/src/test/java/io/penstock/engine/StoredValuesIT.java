package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.pipeline.Pipeline;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a record says is what the table holds: NULL is not 0, and an integer keeps its sign. */
@ExtendWith(TestStack.Extension.class)
class StoredValuesIT {

    private static final String PIPELINE =
            """
            pipeline: stored-values
            sources:
              values:
                kafka: { topic: stored-values }
                decode:
                  json:
                    schema: >-
                      id INT NOT NULL, tiny TINYINT, small SMALLINT, whole INT, big BIGINT, ratio DOUBLE, flag BOOLEAN,
                      day DATE, at TIMESTAMP, price DECIMAL(9,2), parts STRUCT<small: SMALLINT, ratio: DOUBLE>,
                      list ARRAY<SMALLINT>, structs ARRAY<STRUCT<n: INT, flag: BOOLEAN>>, counts MAP<STRING, SMALLINT>
            views:
              some: SELECT * FROM values WHERE id > 0
              each: SELECT *, explode(structs) AS struct FROM values
            outputs:
              all-table: { table: stored.all_values, from: values, partition-by: [small, "bucket(4, whole)", days(at)] }
              some-table: { table: stored.some_values, from: some }
              each-table: { table: stored.each_value, from: each }
            """;

    private static final String COLUMNS =
            "to_json(struct(id, tiny, small, whole, big, ratio, flag, day, at, price, parts, list, structs, counts),"
                    + " map('ignoreNullFields', 'false'))";

    @Test
    void storesNullsAndNegativeNumbersAsTheyAre(TestStack stack) {
        // given
        stack.topic("stored-values", 1)
                .send(List.of(
                        "{\"id\":1}",
                        "{\"id\":2,\"parts\":{},\"list\":[null,-1],\"structs\":[{},{\"n\":-7,\"flag\":true}],\"counts\":{\"a\":null,\"b\":-32768}}",
                        "{\"id\":3,\"tiny\":-128,\"small\":-32768,\"whole\":-1,\"big\":-2,\"ratio\":-0.5,\"flag\":false,"
                                + "\"day\":\"1969-12-31\",\"at\":\"1969-12-31T23:59:59.999Z\",\"price\":-0.01,"
                                + "\"parts\":{\"small\":-3,\"ratio\":null},\"list\":[],\"structs\":[],\"counts\":{}}"));
        Pipeline pipeline = TestStack.pipeline(PIPELINE);

        // when
        stack.runToEnd(pipeline);

        // then
        List<String> expected = List.of(
                "{\"id\":1,\"tiny\":null,\"small\":null,\"whole\":null,\"big\":null,\"ratio\":null,\"flag\":null,\"day\":null,"
                        + "\"at\":null,\"price\":null,\"parts\":null,\"list\":null,\"structs\":null,\"counts\":null}",
                "{\"id\":2,\"tiny\":null,\"small\":null,\"whole\":null,\"big\":null,\"ratio\":null,\"flag\":null,\"day\":null,"
                        + "\"at\":null,\"price\":null,\"parts\":{\"small\":null,\"ratio\":null},\"list\":[null,-1],"
                        + "\"structs\":[{\"n\":null,\"flag\":null},{\"n\":-7,\"flag\":true}],\"counts\":{\"a\":null,\"b\":-32768}}",
                "{\"id\":3,\"tiny\":-128,\"small\":-32768,\"whole\":-1,\"big\":-2,\"ratio\":-0.5,\"flag\":false,"
                        + "\"day\":\"1969-12-31\",\"at\":\"1969-12-31T23:59:59.999Z\",\"price\":-0.01,"
                        + "\"parts\":{\"small\":-3,\"ratio\":null},\"list\":[],\"structs\":[],\"counts\":{}}");
        assertThat(column(stack, "SELECT " + COLUMNS + " FROM stored.all_values ORDER BY id"))
                .isEqualTo(expected);
        assertThat(column(stack, "SELECT " + COLUMNS + " FROM stored.some_values ORDER BY id"))
                .isEqualTo(expected);
        assertThat(
                        column(
                                stack,
                                "SELECT to_json(struct, map('ignoreNullFields', 'false')) FROM stored.each_value ORDER BY _kafka_row"))
                .containsExactly("{\"n\":null,\"flag\":null}", "{\"n\":-7,\"flag\":true}");
        assertThat(stack.engine().verify(pipeline).verified()).isTrue();
        assertThat(stack.engine().check(pipeline)).isEmpty(); // the tables that it made are those that it wants
    }

    private static List<String> column(TestStack stack, String sql) {
        return stack.sql(sql).stream().map(row -> row.getString(0)).toList();
    }
}
