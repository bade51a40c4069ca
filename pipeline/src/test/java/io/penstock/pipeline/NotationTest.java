package io.penstock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NotationTest {

    @ParameterizedTest
    @CsvSource({
        "500 ms, PT0.5S",
        "500ms, PT0.5S",
        "1 second, PT1S",
        "5 seconds, PT5S",
        "5s, PT5S",
        "1 minute, PT1M",
        "2 hours, PT2H",
        "1 day, PT24H",
        "PT5S, PT5S",
        "PT0.25S, PT0.25S"
    })
    void readsIntervals(String text, Duration expected) {
        assertThat(Notation.TRIGGER.matches(text)).isTrue();
        assertThat(Notation.TRIGGER.read(text)).isEqualTo(new Trigger.Every(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0 seconds",
                "PT0S",
                "PT-5S",
                "-5 seconds",
                "5",
                "seconds",
                "5 weeks",
                "P",
                "PT",
                "1.5 s",
                "5  s",
                "Available-now",
                "Realtime",
                "realtime 4999 ms",
                "realtime soon"
            })
    void refusesWhatIsNoInterval(String text) {
        assertThatThrownBy(() -> Trigger.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-31T00:00:00Z, 2026-01-31T00:00:00Z",
        "2026-01-31T00:00Z, 2026-01-31T00:00:00Z",
        "2026-01-31T01:00:00.5+01:00, 2026-01-31T00:00:00.5Z"
    })
    void readsPointsInTime(String text, Instant expected) {
        assertThat(Notation.STARTING_OFFSETS.matches(text)).isTrue();
        assertThat(Notation.STARTING_OFFSETS.read(text)).isEqualTo(new StartingOffsets.At(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "url",
                "_c",
                "years(at)",
                "months(at)",
                "days(at)",
                "hours(at)",
                "bucket(16, ip)",
                "truncate(4, url)"
            })
    void partitionTransformsAreWrittenAsTheyWereRead(String text) {
        assertThat(PartitionTransform.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1a",
                "day(at)",
                "days()",
                "days(16, at)",
                "bucket(ip)",
                "bucket(0, ip)",
                "bucket(9999999999, ip)",
                "a.b",
                "days(at) ",
                "DAYS(at)"
            })
    void refusesWhatIsNoPartitionTransform(String text) {
        assertThatThrownBy(() -> PartitionTransform.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @EnumSource
    void everyExampleOfAKeyCanBeRead(Spec kind) {
        assertExamples(kind.shape());
    }

    private static void assertExamples(Shape.Fields fields) {
        for (Shape.Field field : fields.fields()) {
            Problems problems = new Problems();
            YamlNode example = YamlReader.read(field.key().example(), FileKind.PIPELINE, problems);
            if (!field.key().example().contains("…")) {
                Binder.bind(java.util.Objects.requireNonNull(example), field.shape(), problems);
            }
            assertThat(problems.list()).as("example of %s", field.name()).isEmpty();
            if (field.shape() instanceof Shape.Fields inner) {
                assertExamples(inner);
            } else if (field.shape() instanceof Shape.MapOf map && map.value() instanceof Shape.Fields inner) {
                assertExamples(inner);
            } else if (field.shape() instanceof Shape.ListOf list && list.item() instanceof Shape.Fields inner) {
                assertExamples(inner);
            } else if (field.shape() instanceof Shape.OneOf oneOf) {
                oneOf.alternatives().values().forEach(NotationTest::assertExamples);
            }
        }
    }
}
