package io.penstock.engine.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.engine.commit.Failpoint.Switch;
import io.penstock.pipeline.test.KillPoint;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FailpointTest {

    @Test
    void isOffWithoutTheProperty() {
        assertThat(Switch.parse(null)).isNull();
        assertThat(Switch.parse(" ")).isNull();
    }

    @Test
    void actsAtTheFirstTimeUnlessToldOtherwise() {
        Switch armed = Switch.parse("table-committed");

        assertThat(armed.point()).isEqualTo(Failpoint.TABLE_COMMITTED);
        assertThat(armed.remaining()).hasValue(1);
    }

    @Test
    void actsAtTheTimeItIsToldTo() {
        Switch armed = Switch.parse("LEDGER_WRITTEN:7");

        assertThat(armed.point()).isEqualTo(Failpoint.LEDGER_WRITTEN);
        assertThat(armed.remaining()).hasValue(7);
    }

    @Test
    void actsInTheBatchesOfTheQueryThatItIsToldAlone() {
        Switch armed = Switch.parse("prepared:2:clicks.catch-up");

        assertThat(armed.isTurnOf(Failpoint.PREPARED, "clicks.catch-up")).isFalse();
        assertThat(armed.isTurnOf(Failpoint.PREPARED, "clicks")).isFalse();
        assertThat(armed.isTurnOf(Failpoint.PREPARED, null)).isFalse();
        assertThat(armed.isTurnOf(Failpoint.COMPUTED, "clicks.catch-up")).isFalse();
        assertThat(armed.isTurnOf(Failpoint.PREPARED, "clicks.catch-up")).isTrue();
    }

    @Test
    void refusesANameThatIsNone() {
        assertThatThrownBy(() -> Switch.parse("coffee-made:2"))
                .hasMessage(
                        "Cannot switch on a failpoint, expected <name>[:<n>[:<query>]] with one of [BATCH_STARTED, TASK_WRITTEN,"
                                + " CAUGHT_UP, COMPUTED, PREPARED, FILE_MOVED, TABLE_COMMITTED, TABLES_COMMITTED, DEAD_LETTERS_COMMITTED,"
                                + " DEAD_LETTERS_REMOVED, LEDGER_WRITTEN]: coffee-made:2");
    }

    /** Hive's files, replays and an index that is behind are what tests of pipelines do not have. */
    @Test
    void hasThePointsThatATestFileCanName() {
        Set<Failpoint> reached = EnumSet.complementOf(
                EnumSet.of(Failpoint.FILE_MOVED, Failpoint.DEAD_LETTERS_REMOVED, Failpoint.CAUGHT_UP));

        assertThat(KillPoint.values())
                .extracting(Enum::name)
                .containsExactlyElementsOf(reached.stream().map(Enum::name).toList());
    }

    @Test
    void doesNothingWhenReachedWhileItIsOff() {
        Failpoint.PREPARED.reached();
    }
}
