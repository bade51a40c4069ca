package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.pipeline.Pipeline;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A disk that is full, and one that gets room again. */
@ExtendWith(TestStack.Extension.class)
class FullDiskIT {

    private static final int RECORDS = 4_000;
    private static final int KILOBYTES = 600;

    /** What lies on the disk that is full. */
    enum Full {
        TABLES,
        STATE
    }

    @ParameterizedTest
    @EnumSource(Full.class)
    void stopsWhenTheDiskIsFullAndContinuesWhenThereIsRoom(Full full, TestStack stack) throws Exception {
        String name = "full" + full.ordinal();
        stack.topic(name, 1).send(Numbers.values(0, RECORDS));
        Path root = full == Full.TABLES ? stack.warehouse() : stack.state();
        Pipeline small = Numbers.pipeline(name, ", max-records-per-batch: 10");
        Pipeline large = Numbers.pipeline(name, ", max-records-per-batch: 1000");

        try (SmallDisk disk = SmallDisk.mount(root.resolve(name), KILOBYTES)) {
            Ending ending = new Ending();
            try (Run run = stack.engine().start(small, ending)) {
                assertThat(ending.why.get(300, TimeUnit.SECONDS))
                        .isInstanceOf(UnavailableException.class)
                        .hasMessage(
                                "Cannot go on with " + name + "/numbers, the disk is full: No space left on device");
                assertThat(run.status().state()).isEqualTo(RunStatus.State.FAILED);
            }

            disk.grow(100 * KILOBYTES);
            stack.runToEnd(large);

            assertThat(Numbers.stored(stack, name)).isEqualTo(Numbers.range(0, RECORDS, 1));
            stack.verified(large);
        }
    }

    private static final class Ending implements RunListener {

        private final CompletableFuture<Throwable> why = new CompletableFuture<>();

        @Override
        public void ended(@Nullable Throwable failure) {
            why.complete(failure);
        }
    }
}
