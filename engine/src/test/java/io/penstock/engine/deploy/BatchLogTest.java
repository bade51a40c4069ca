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
        log.add(batch(7));
        log.add(batch(8));
        log.add(batch(9));

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

        log.add(batch(0));

        assertThat(waiting.join()).hasSize(1);
    }

    @Test
    void givesNothingWhenTheWaitIsOver() {
        assertThat(log.after(0, 10, Duration.ofMillis(20)).join()).isEmpty();
    }

    @Test
    void keepsTheLastBatchesOnlyAndCountsOn() {
        for (int i = 0; i < 600; i++) {
            log.add(batch(i));
        }

        List<CommittedBatch> kept = log.after(0, 1_000, Duration.ZERO).join();

        assertThat(kept).hasSize(500);
        assertThat(kept.get(0).number()).isEqualTo(101);
    }

    @Test
    void goesOnCountingWhenItIsCleared() {
        log.add(batch(0));
        log.clear();
        log.add(batch(0));

        assertThat(log.after(1, 10, Duration.ZERO).join())
                .extracting(CommittedBatch::number)
                .containsExactly(2L);
    }

    private static BatchReport batch(long id) {
        return new BatchReport(
                "clicks",
                "0123",
                id,
                10,
                Map.of("table", 10L),
                0,
                0,
                LedgerTotals.NONE,
                Map.of(),
                List.of(),
                100,
                Instant.now());
    }
}
