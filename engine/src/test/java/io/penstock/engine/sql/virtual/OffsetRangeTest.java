package io.penstock.engine.sql.virtual;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.engine.kafka.KafkaTopics.Topic;
import io.penstock.engine.sql.virtual.TopicTable.Extent;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.sources.EqualTo;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.sources.GreaterThan;
import org.apache.spark.sql.sources.GreaterThanOrEqual;
import org.apache.spark.sql.sources.In;
import org.apache.spark.sql.sources.LessThan;
import org.apache.spark.sql.sources.LessThanOrEqual;
import org.apache.spark.sql.sources.Or;
import org.junit.jupiter.api.Test;

/** Of a topic with a record for each second, whose offset is the second; partition 1 has lost the oldest. */
class OffsetRangeTest {

    private static final Extent TOPIC = new Extent(
            new Topic("t", "id", List.of(0, 1, 2)), Map.of(0, 0L, 1, 40L, 2, 7L), Map.of(0, 100L, 1, 100L, 2, 7L));

    @Test
    void isAllThereIsWhereThatIsNotTooMuch() {
        assertThat(ranges(100)).containsExactly(range(0, 0, 100), range(1, 40, 100));
    }

    @Test
    void areTheNewest() {
        assertThat(ranges(10)).containsExactly(range(0, 90, 100), range(1, 90, 100));
    }

    @Test
    void areTheNewestThatOffsetsLeave() {
        assertThat(ranges(10, new LessThan("_kafka_offset", 50L))).containsExactly(range(0, 41, 51), range(1, 41, 51));
        assertThat(ranges(10, new GreaterThanOrEqual("_kafka_offset", 20L), new LessThanOrEqual("_kafka_offset", 45L)))
                .containsExactly(range(0, 36, 46), range(1, 40, 46));
        assertThat(ranges(10, new EqualTo("_kafka_offset", 20L))).containsExactly(range(0, 20, 21));
        assertThat(ranges(10, new GreaterThan("_kafka_offset", 95L), new GreaterThan("_kafka_offset", 3L)))
                .containsExactly(range(0, 95, 100), range(1, 95, 100));
        assertThat(ranges(10, new LessThanOrEqual("_kafka_offset", Long.MAX_VALUE)))
                .hasSize(2);
        assertThat(ranges(10, new GreaterThan("_kafka_offset", 200L))).isEmpty();
    }

    @Test
    void areThoseOfThePartitionsThatAreWanted() {
        assertThat(ranges(10, new EqualTo("_kafka_partition", 1))).containsExactly(range(1, 90, 100));
        assertThat(ranges(10, new In("_kafka_partition", new Object[] {1, 2, 9})))
                .containsExactly(range(1, 90, 100));
        assertThat(ranges(10, new In("_kafka_partition", new Object[] {0, 1}), new EqualTo("_kafka_partition", 0)))
                .containsExactly(range(0, 90, 100));
        assertThat(ranges(10, new In("_kafka_partition", new Object[] {1, null})))
                .hasSize(2);
    }

    @Test
    void beginWithTheFirstRecordOfATime() {
        assertThat(ranges(100, new GreaterThan("_kafka_timestamp", second(60))))
                .containsExactly(range(0, 60, 100), range(1, 60, 100));
        assertThat(ranges(10, new GreaterThan("_kafka_timestamp", second(60))))
                .containsExactly(range(0, 90, 100), range(1, 90, 100));
        assertThat(ranges(100, new GreaterThan("_kafka_timestamp", second(-60))))
                .hasSize(2);
    }

    @Test
    void leaveNothingOutBeforeATimeAsLongAsTheyAreNotTooMany() {
        assertThat(ranges(100, new LessThan("_kafka_timestamp", second(50))))
                .containsExactly(range(0, 0, 100), range(1, 40, 100));
    }

    @Test
    void lieBeforeATimeWhereTheyAreTooMany() {
        assertThat(ranges(10, new LessThan("_kafka_timestamp", Instant.ofEpochSecond(50))))
                .containsExactly(range(0, 41, 51), range(1, 41, 51));
        assertThat(ranges(
                        10,
                        new GreaterThanOrEqual("_kafka_timestamp", second(48)),
                        new LessThan("_kafka_timestamp", second(50))))
                .containsExactly(range(0, 48, 58), range(1, 48, 58));
        assertThat(ranges(10, new LessThan("_kafka_timestamp", second(-1))))
                .containsExactly(range(0, 0, 10), range(1, 40, 50));
    }

    @Test
    void takeNoNoticeOfOtherConditions() {
        Filter either = new Or(new EqualTo("_kafka_offset", 1L), new EqualTo("n", 5L));

        assertThat(ranges(10, either, new EqualTo("n", 5L), new EqualTo("_kafka_topic", "other")))
                .containsExactly(range(0, 90, 100), range(1, 90, 100));
        PlaceConditions hidden = PlaceConditions.of(new Filter[] {new EqualTo("_kafka_offset", 1L)}, column -> false);
        assertThat(OffsetRange.of(TOPIC, hidden, 10, OffsetRangeTest::firstAt)).hasSize(2);
    }

    private static List<OffsetRange> ranges(long most, Filter... conditions) {
        PlaceConditions place = PlaceConditions.of(conditions, column -> column.startsWith("_kafka_"));
        return OffsetRange.of(TOPIC, place, most, OffsetRangeTest::firstAt);
    }

    private static Map<Integer, Long> firstAt(Instant time) {
        assertThat(time).isAfterOrEqualTo(Instant.EPOCH);
        long offset = Math.min(100, (time.toEpochMilli() + 999) / 1_000);
        return Map.of(0, offset, 1, Math.max(40, offset), 2, 7L);
    }

    private static Timestamp second(long second) {
        return Timestamp.from(Instant.ofEpochSecond(second));
    }

    private static OffsetRange range(int partition, long from, long until) {
        return new OffsetRange(partition, from, until);
    }
}
