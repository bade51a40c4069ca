package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class UndertakingsTest {

    private final Undertakings undertakings = new Undertakings();

    @Test
    void refusesAReplayDuringAReindex() {
        assertThatThrownBy(() -> reindex(() -> replay(() -> "done")))
                .isInstanceOf(RefusedException.class)
                .hasMessage("Cannot replay dead letters of web, a reindex is under way");
    }

    @Test
    void refusesAReindexDuringAReplay() {
        assertThatThrownBy(() -> replay(() -> reindex(() -> "done")))
                .isInstanceOf(RefusedException.class)
                .hasMessage("Cannot reindex web, a replay is under way");
    }

    @Test
    void goesOnBehindOneThatFailsAndBesideThoseOfOtherPipelines() {
        assertThatThrownBy(() -> reindex(() -> {
                    throw new IllegalStateException("it fails");
                }))
                .hasMessage("it fails");

        String done = replay(() -> undertakings.alone("other", "a reindex", "reindex other", () -> "done"));

        assertThat(done).isEqualTo("done");
    }

    private String reindex(Supplier<String> work) {
        return undertakings.alone("web", "a reindex", "reindex web", work);
    }

    private String replay(Supplier<String> work) {
        return undertakings.alone("web", "a replay", "replay dead letters of web", work);
    }
}
