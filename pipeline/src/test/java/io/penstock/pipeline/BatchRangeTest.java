package io.penstock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.pipeline.BatchRange.Bound;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BatchRangeTest {

    @Test
    void anEndThatIsNotGivenIsThatOfTheTopic() {
        assertThat(BatchRange.ALL.begin()).isEqualTo(Bound.Edge.EDGE);
        assertThat(BatchRange.ALL.end()).isEqualTo(Bound.Edge.EDGE);
        assertThat(BatchRange.ALL).hasToString("the beginning to the end");
    }

    @Test
    void aTimeHasItsZone() {
        BatchRange range = new BatchRange("2026-01-31T00:00:00Z", "2026-02-01T01:00:00+01:00");

        assertThat(range.begin()).isEqualTo(new Bound.At(Instant.parse("2026-01-31T00:00:00Z")));
        assertThat(range.end()).isEqualTo(new Bound.At(Instant.parse("2026-02-01T00:00:00Z")));
        assertThat(range).hasToString("2026-01-31T00:00:00Z to 2026-02-01T01:00:00+01:00");
    }

    @Test
    void offsetsAreThoseOfPartitionsWithOrWithoutTheirTopic() {
        assertThat(new BatchRange("0:1000, 1:1200", null).begin())
                .isEqualTo(new Bound.Offsets(Map.of("", Map.of(0, 1000L, 1, 1200L))));
        assertThat(new BatchRange(null, "web.clicks/0:5,app-clicks/3:7").end())
                .isEqualTo(new Bound.Offsets(Map.of("web.clicks", Map.of(0, 5L), "app-clicks", Map.of(3, 7L))));
    }

    @Test
    void refusesWhatIsNeither() {
        for (String text : new String[] {"yesterday", "1000", "2026-01-31", "0:", "0:5,", "0:-1", ""}) {
            assertThatThrownBy(() -> new BatchRange(null, text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("Cannot read the range, expected a time such as 2026-01-31T00:00:00Z, or offsets of"
                            + " partitions such as 0:1000,1:1200, but was '" + text + "'");
        }
    }

    @Test
    void refusesAPartitionThatIsThereTwice() {
        assertThatThrownBy(() -> new BatchRange("0:1,0:2", null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot read the range, it has partition 0 twice: '0:1,0:2'");
    }

    @Test
    void refusesToEndBeforeTheBeginning() {
        assertThatThrownBy(() -> new BatchRange("2026-01-31T00:00:00Z", "2026-01-31T00:00:00+00:00"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Cannot use the range, it begins at 2026-01-31T00:00:00Z and does not end after that, but at"
                                + " 2026-01-31T00:00:00+00:00");
    }
}
