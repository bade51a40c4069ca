package io.penstock.engine.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.engine.BatchReport;
import io.penstock.engine.ledger.LedgerTotals;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class BatchLogTest {

    private final BatchLog log = new BatchLog();

    @Test
    void givesWhatIsThereAtOnce() {
        log.add(batch(7), Duration.ofSeconds(1));
        log.add(batch(8), Duration.ofSeconds(1));
        log.add(batch(9), Duration.ofSeconds(1));

        assertThat(log.after(1, 10, Duration.ofMinutes(1)).join())
                .extracting(CommittedBatch::number, found -> found.report().batch())
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(2L, 8L), org.assertj.core.groups.Tuple.tuple(3L, 9L));
        assertThat(log.after(0, 1, Duration.ZERO).join()).hasSize(1);
    }

    @Test
    void wakesThoseWhoWaitWithTheNextBatch() {
        CompletableFuture<List<CommittedBatch>> waiting = log.after(0, 10, Duration.ofMinutes(1));
        assertThat(waiting).isNotDone();

        log.add(batch(0), Duration.ofSeconds(1));

        assertThat(waiting.join()).hasSize(1);
    }

    @Test
    void givesNothingWhenTheWaitIsOver() {
        assertThat(log.after(0, 10, Duration.ofMillis(20)).join()).isEmpty();
    }

    @Test
    void keepsTheLastBatchesOnlyAndCountsOn() {
        for (int i = 0; i < 600; i++) {
            log.add(batch(i), Duration.ofSeconds(1));
        }

        List<CommittedBatch> kept = log.after(0, 1_000, Duration.ZERO).join();

        assertThat(kept).hasSize(500);
        assertThat(kept.get(0).number()).isEqualTo(101);
    }

    @Test
    void goesOnCountingWhenItIsCleared() {
        log.add(batch(0), Duration.ofSeconds(1));
        log.clear();
        log.add(batch(0), Duration.ofSeconds(1));

        assertThat(log.after(1, 10, Duration.ZERO).join())
                .extracting(CommittedBatch::number)
                .containsExactly(2L);
    }

    @Test
    void aBatchStandsForTheTimeSinceTheOneBeforeAtMostForItsInterval() {
        Instant now = Instant.now();
        log.add(batch("clicks", 3_000, 100, now.minusSeconds(300)), Duration.ofSeconds(5)); // after a pause
        log.add(batch("clicks", 3_000, 100, now.minusSeconds(297)), Duration.ofSeconds(5)); // hurried
        log.add(batch("views", 60_000, 30_000, now.minusSeconds(290)), Duration.ofSeconds(5));

        assertThat(log.after(0, 10, Duration.ZERO).join())
                .extracting(CommittedBatch::since)
                .containsExactly(now.minusSeconds(305), now.minusSeconds(300), now.minusSeconds(320));
    }

    @Test
    void ratesAreThoseOfWhatComesAlsoWhereBatchesAreFarApart() {
        Instant committed = Instant.now().minusSeconds(120);
        log.add(batch("clicks", 300_000, 3_000, committed.minusSeconds(300)), Duration.ofMinutes(5));
        log.add(batch("clicks", 300_000, 3_000, committed), Duration.ofMinutes(5));

        assertThat(log.rates().recordsPerSecond()).isEqualTo(1_000);
        assertThat(log.rates().rowsPerSecond()).isEqualTo(1_000);
    }

    @Test
    void ratesFallWhenTheNextBatchIsOverdue() {
        log.add(batch("clicks", 600, 1_000, Instant.now().minusSeconds(30)), Duration.ofSeconds(1));

        assertThat(log.rates().recordsPerSecond()).isBetween(15.0, 600 / 31.0);

        log.clear();
        log.add(batch("clicks", 600, 1_000, Instant.now().minusSeconds(90)), Duration.ofSeconds(1));

        assertThat(log.rates().recordsPerSecond()).isZero();
    }

    @Test
    void aWindowHasItsShareOfABatch() {
        Instant noon = Instant.parse("2026-02-01T12:00:00Z");
        CommittedBatch batch = new CommittedBatch(1, batch("clicks", 30, 10_000, noon), noon.minusSeconds(10));

        assertThat(new BatchWindow(noon.minusSeconds(4), noon.minusSeconds(2)).share(batch))
                .isEqualTo(0.2);
        assertThat(new BatchWindow(noon.minusSeconds(12), noon.minusSeconds(8)).share(batch))
                .isEqualTo(0.2);
        assertThat(new BatchWindow(noon.minusSeconds(60), noon.plusSeconds(1)).share(batch))
                .isEqualTo(1);
        assertThat(new BatchWindow(noon, noon.plusSeconds(9)).share(batch)).isZero();
    }

    private static BatchReport batch(long id) {
        return batch("clicks", id, 10, 100, Instant.now());
    }

    private static BatchReport batch(String query, long records, long millis, Instant committed) {
        return batch(query, 0, records, millis, committed);
    }

    private static BatchReport batch(String query, long id, long records, long millis, Instant committed) {
        return new BatchReport(
                query,
                "0123",
                id,
                records,
                Map.of("table", records),
                0,
                0,
                LedgerTotals.NONE,
                Map.of(),
                List.of(),
                millis,
                committed);
    }
}
