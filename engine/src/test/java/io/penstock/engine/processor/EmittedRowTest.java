package io.penstock.engine.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class EmittedRowTest {

    private static final StructType COLUMNS = StructType.fromDDL("id BIGINT NOT NULL, n INT, small SMALLINT, x DOUBLE,"
            + " price DECIMAL(4,2), at TIMESTAMP, tags ARRAY<STRING>, place STRUCT<lat: DOUBLE, name: STRING>,"
            + " counts MAP<STRING, INT>");

    private final EmittedRow row = new EmittedRow(new RowColumns(COLUMNS));

    @Test
    void takesValuesThatFitTheirColumns() {
        row.set("ID", 1)
                .set("n", 2L)
                .set("small", (byte) 3)
                .set("x", 4)
                .set("price", new BigDecimal("5.005"))
                .set("at", Instant.parse("2026-01-31T10:00:00.123456789Z"))
                .set("tags", List.of("a", "b"))
                .set("place", Map.of("lat", 1.5, "name", "here"))
                .set("counts", Map.of("a", 1));

        Row emitted = row.row();

        assertThat(emitted.getLong(0)).isEqualTo(1);
        assertThat(emitted.getInt(1)).isEqualTo(2);
        assertThat(emitted.getShort(2)).isEqualTo((short) 3);
        assertThat(emitted.getDouble(3)).isEqualTo(4);
        assertThat(emitted.getDecimal(4)).isEqualTo(new BigDecimal("5.01"));
        assertThat(emitted.<Instant>getAs(5)).isEqualTo(Instant.parse("2026-01-31T10:00:00.123456Z"));
        assertThat(emitted.<String>getList(6)).containsExactly("a", "b");
        assertThat(emitted.getStruct(7).toString()).isEqualTo("[1.5,here]");
        assertThat(emitted.<String, Integer>getJavaMap(8)).isEqualTo(Map.of("a", 1));
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThatThrownBy(() -> row.set("town", "x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Cannot set column town, it is not there. The columns are id, n, small, x, price, at, tags, place, counts");
        assertThatThrownBy(() -> row.set("n", 1L << 40))
                .hasMessage("Cannot set column n, it takes INT and not this java.lang.Long");
        assertThatThrownBy(() -> row.set("price", new BigDecimal("100")))
                .hasMessage("Cannot set column price, it takes DECIMAL(4,2) and not this java.math.BigDecimal");
        assertThatThrownBy(() -> row.set("at", "now"))
                .hasMessage("Cannot set column at, it takes TIMESTAMP and not this java.lang.String");
        assertThatThrownBy(() -> row.set("tags", List.of(1)))
                .hasMessage("Cannot set column tags, it takes STRING and not this java.lang.Integer");
        assertThatThrownBy(row::row).hasMessage("Cannot emit a row, column id is NOT NULL and not set");
    }
}
