package io.penstock.engine.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;

class SqlTextTest {

    @Test
    void writesNamesInBackQuotes() {
        Field field = new Field(List.of("a`b", "c d"), FieldKind.TEXT, DataTypes.StringType);

        assertThat(SqlText.name(field)).isEqualTo("`a``b`.`c d`");
    }

    @Test
    void writesTextsThatAreNotPlainInHexadecimal() {
        assertThat(SqlText.literal("soho 7")).isEqualTo("'soho 7'");
        assertThat(SqlText.literal("it's")).isEqualTo("CAST(X'69742773' AS STRING)");
        assertThat(SqlText.literal("\\")).isEqualTo("CAST(X'5c' AS STRING)");
        assertThat(SqlText.literal("ü")).isEqualTo("CAST(X'c3bc' AS STRING)");
        assertThat(SqlText.literal("${x}")).isEqualTo("CAST(X'247b787d' AS STRING)");
    }

    @Test
    void writesOtherValuesByTheirType() {
        assertThat(SqlText.literal(new BigDecimal("7"))).isEqualTo("7L");
        assertThat(SqlText.literal(new BigDecimal("7.5"))).isEqualTo("CAST('7.5' AS DOUBLE)");
        assertThat(SqlText.literal(Long.MIN_VALUE)).isEqualTo("CAST('-9223372036854775808' AS BIGINT)");
        assertThat(SqlText.literal(true)).isEqualTo("TRUE");
        assertThat(SqlText.literal(Instant.parse("2026-01-31T00:00:00Z")))
                .isEqualTo("TIMESTAMP '2026-01-31T00:00:00Z'");
        assertThatThrownBy(() -> SqlText.literal(List.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
