package io.penstock.engine.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class StateCodecTest {

    private record Point(double x, Double y) {}

    private record Everything(
            String text,
            boolean flag,
            Boolean maybe,
            int number,
            Long large,
            Instant at,
            LocalDate day,
            BigDecimal price,
            byte[] bytes,
            Point point,
            List<Point> points,
            List<String> texts) {}

    private record Endless(Endless next) {}

    private record Odd(String größe) {}

    @Test
    void readsWhatItHasWritten() {
        Everything value = new Everything(
                "a",
                true,
                null,
                7,
                8L,
                Instant.parse("2026-01-31T10:00:00.123456789Z"),
                LocalDate.of(2026, 1, 31),
                new BigDecimal("1.5"),
                new byte[] {1, 2},
                new Point(1, null),
                List.of(new Point(2, 3.0)),
                Arrays.asList("x", null));
        StateCodec codec = StateCodec.of(Everything.class);

        Everything read = (Everything) codec.fromRow(codec.toRow(value, 5L));

        assertThat(read.at).isEqualTo(Instant.parse("2026-01-31T10:00:00.123456Z"));
        assertThat(read.price).isEqualTo(new BigDecimal("1.500000000000000000"));
        assertThat(read.bytes).containsExactly(1, 2).isNotSameAs(value.bytes);
        assertThat(read)
                .usingRecursiveComparison()
                .ignoringFields("at", "price")
                .isEqualTo(value);
        assertThat(StateCodec.expires(codec.toRow(value, 5L))).isEqualTo(5);
        assertThat(StateCodec.expires(codec.toRow(value, null))).isNull();
    }

    @Test
    void givesWhatWasNotWrittenAsNullOrNothing() {
        Row earlier = RowFactory.create(null, null, null);

        assertThat(StateCodec.of(Point.class).fromRow(earlier)).isEqualTo(new Point(0, null));
    }

    @Test
    void describesEachValueByItsPath() {
        TreeMap<String, String> types = new TreeMap<>();

        StateCodec.of(Everything.class).describe("all", types);

        assertThat(types)
                .hasSize(14)
                .containsEntry("all.price", "DECIMAL(38,18)")
                .containsEntry("all.point.x", "DOUBLE")
                .containsEntry("all.points[].y", "DOUBLE")
                .containsEntry("all.texts[]", "STRING");
    }

    @Test
    void refusesWhatItCannotKeep() {
        assertThatThrownBy(() -> StateCodec.of(Object.class))
                .hasMessage("Cannot keep java.lang.Object in state, use a simple type or a record of simple types");
        assertThatThrownBy(() -> StateCodec.of(Endless.class))
                .hasMessage("Cannot keep %s in state, use a simple type or a record of simple types"
                        .formatted(Endless.class.getName()));
        assertThatThrownBy(() -> StateCodec.of(Odd.class))
                .hasMessage("Cannot keep %s in state, use letters and digits in the name of größe"
                        .formatted(Odd.class.getName()));
    }
}
