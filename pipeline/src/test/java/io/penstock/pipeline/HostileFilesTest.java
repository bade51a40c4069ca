package io.penstock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody may send who means harm: each is refused in under a second, at a bounded cost. */
class HostileFilesTest {

    private static final Duration TIME_LIMIT = Duration.ofSeconds(1);
    private static final long ALLOCATION_LIMIT = 256L << 20; // over the whole call, garbage included

    @BeforeAll
    static void loadClasses() {
        Case.all().forEach(Case::load);
    }

    @Test
    void aliasesAreNotFollowed() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 30; i++) {
            String previous = "*a" + (i - 1);
            bomb.append(
                    "a%d: &a%d [%s]\n".formatted(i, i, String.join(", ", java.util.Collections.nCopies(10, previous))));
        }

        LoadedPipeline loaded = refused(() -> PipelineLoader.load("bomb.yaml", bomb.toString()));

        assertThat(loaded.problems())
                .extracting(Problem::line, Problem::path, Problem::reason)
                .contains(tuple(30, "a29", "has an anchor, which pipeline files do not have: &a29"));
    }

    @Test
    void aFileThatContainsItselfIsRefused() {
        LoadedPipeline loaded = refused(() -> PipelineLoader.load("self.yaml", "pipeline: p\nsources: &s\n  a: *s\n"));

        assertThat(loaded.problems())
                .extracting(Problem::path, Problem::reason)
                .contains(tuple("sources.a", "is an alias, which pipeline files do not have: *s"));
    }

    @Test
    void aFileOfTenMegabytesIsNotReadToItsEnd(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("large.yaml");
        Files.writeString(file, "# much to say\n".repeat(750_000));

        LoadedPipeline loaded = refused(() -> PipelineLoader.load(file), 8L << 20);

        assertThat(loaded.problems())
                .containsExactly(
                        new Problem("", 0, "is larger than 1,048,576 bytes", "split it into several pipelines"));
    }

    @Test
    void aTextOfTenMegabytesIsNotParsed() {
        String text = "a".repeat(10 << 20);

        LoadedPipeline loaded = refused(() -> PipelineLoader.load("large.yaml", text), 1L << 20);

        assertThat(loaded.problems()).extracting(Problem::reason).containsExactly("is larger than 1,048,576 bytes");
    }

    @Test
    void flowNestingIsGivenUpAtTheLimit() {
        LoadedPipeline loaded = refused(() -> PipelineLoader.load("deep.yaml", "a: " + "[".repeat(100_000)));

        assertThat(loaded.problems()).containsExactly(new Problem("", 1, "is nested more than 50 levels deep", null));
    }

    @Test
    void blockNestingIsGivenUpAtTheLimit() {
        String mappings =
                IntStream.range(0, 1_000).mapToObj(i -> " ".repeat(i) + "a:\n").collect(Collectors.joining());

        LoadedPipeline loaded = refused(() -> PipelineLoader.load("deep.yaml", mappings));

        assertThat(loaded.problems()).containsExactly(new Problem("", 51, "is nested more than 50 levels deep", null));
    }

    @Test
    void listsInListsAreGivenUpAtTheLimit() {
        LoadedPipeline loaded = refused(() -> PipelineLoader.load("deep.yaml", "- ".repeat(100_000)));

        assertThat(loaded.problems()).containsExactly(new Problem("", 1, "is nested more than 50 levels deep", null));
    }

    @Test
    void aHundredThousandUnknownKeysAreTooManyValues() {
        String keys =
                IntStream.range(0, 100_000).mapToObj(i -> "k" + i + ": 1\n").collect(Collectors.joining());

        LoadedPipeline loaded = refused(() -> PipelineLoader.load("keys.yaml", keys));

        assertThat(loaded.problems())
                .containsExactly(
                        new Problem("", 25_000, "has more than 50,000 values", "split it into several pipelines"));
    }

    @Test
    void manyUnknownKeysBecomeAHundredProblemsAndACount() {
        String keys =
                IntStream.range(0, 20_000).mapToObj(i -> "k" + i + ": 1\n").collect(Collectors.joining());

        LoadedPipeline loaded = refused(() -> PipelineLoader.load("keys.yaml", keys));

        assertThat(loaded.problems()).hasSize(Problems.MAX_LISTED + 1);
        assertThat(loaded.problems())
                .last()
                .isEqualTo(new Problem("", 0, "has 19,903 more problems", "correct the ones above first"));
    }

    @Test
    void manyDuplicatesBecomeAHundredProblemsAndACount() {
        LoadedPipeline loaded = refused(() -> PipelineLoader.load("keys.yaml", "pipeline: p\n".repeat(20_000)));

        assertThat(loaded.problems()).hasSize(Problems.MAX_LISTED + 1);
    }

    @Test
    void keysWhoseHashesCollideAreNotSlow() {
        // "Aa" and "BB" have the same hash code, and so has every word made of them
        String keys = IntStream.range(0, 1 << 14)
                .mapToObj(i -> IntStream.range(0, 14)
                        .mapToObj(bit -> (i >> bit & 1) == 0 ? "Aa" : "BB")
                        .collect(Collectors.joining("", "", ": 1\n")))
                .collect(Collectors.joining());

        LoadedPipeline loaded = refused(() -> PipelineLoader.load("keys.yaml", keys));

        assertThat(loaded.problems()).hasSize(Problems.MAX_LISTED + 1);
    }

    @Test
    void aHugeValueIsShownInPart() {
        String huge = "x".repeat(1_000_000);

        LoadedPipeline loaded = refused(() -> PipelineLoader.load("huge.yaml", "pipeline: " + huge));

        assertThat(loaded.problems())
                .extracting(Problem::path, Problem::reason)
                .contains(tuple("pipeline", "is not a name: '" + "x".repeat(60) + "…'"));
    }

    @Test
    void aHugeKeyIsShownInPart() {
        LoadedPipeline loaded =
                refused(() -> PipelineLoader.load("huge.yaml", "? " + "x".repeat(1_000_000) + "\n: 1\n"));

        assertThat(loaded.problems()).extracting(Problem::path).contains("x".repeat(60) + "…");
    }

    @Test
    void aHugeNumberIsShownInPart() {
        String number = "9".repeat(1_000_000);

        LoadedPipeline loaded = refused(() -> PipelineLoader.load(
                "huge.yaml",
                """
                sources:
                  s: { kafka: { topic: t, partitions: %s } }
                """
                        .formatted(number)));

        assertThat(loaded.problems())
                .extracting(Problem::path, Problem::reason)
                .contains(tuple("sources.s.kafka.partitions", "is " + "9".repeat(60) + "…, expected 1 to 10000"));
    }

    @Test
    void hugeValuesOfEveryNotationAreRefusedWithoutRunningOutOfStack() {
        for (Notation notation : Notation.values()) {
            for (String part : new String[] {"a", "a.", "1", ".", " ", "(", "a, "}) {
                String huge = part.repeat(500_000 / part.length());

                assertThat(notation.matches(huge))
                        .as("%s of %s", notation, part)
                        .isFalse();
            }
        }
    }

    @Test
    void hugeScalarsOfEveryTypeAreTyped() {
        for (String part : new String[] {"1", "-1", "1.", "1e", "0x1", "+", ".", "tr", "~", "_1", "1:"}) {
            String huge = part.repeat(500_000 / part.length());

            LoadedPipeline loaded = refused(() -> PipelineLoader.load("huge.yaml", "pipeline: \"\"\nowner: " + huge));

            assertThat(loaded.pipeline()).isNull();
        }
    }

    @Test
    void manyIndicatorsInARowAreRefused() {
        for (String part : new String[] {
            "? ", "{", "{a: ", ": ", "!", "&a ", "*a ", "| ", "> ", "--- ", "%", "\"", "'", "#", "- - ", ",", "!a "
        }) {
            String text = part.repeat(300_000 / part.length());

            refused(() -> PipelineLoader.load("noise.yaml", text));
            refused(() -> PipelineLoader.load("noise.yaml", "a: " + text));
            refused(() -> PipelineLoader.load("noise.yaml", text.replace(" ", "\n")));
        }
    }

    @Test
    void zeroBytesAreNamedWithTheirLine() {
        LoadedPipeline loaded = refused(() -> PipelineLoader.load("zero.yaml", "pipeline: p\nowner: a\0b\n"));

        assertThat(loaded.problems())
                .containsExactly(new Problem(
                        "",
                        2,
                        "has a control character: \\u0000",
                        "remove it, or write it as an escape in double quotes"));
    }

    @Test
    void halfASurrogatePairIsRefused() {
        LoadedPipeline loaded = refused(() -> PipelineLoader.load("half.yaml", "pipeline: p\nowner: \ud83d\n"));

        assertThat(loaded.problems()).hasSize(1);
    }

    @Test
    void escapesDoNotReachTheTerminal() {
        LoadedPipeline loaded =
                refused(() -> PipelineLoader.load("\u001b[2J.yaml", "pipeline: \"\\e[31m\"\n\"\\e[0m\": \"\\a\"\n"));

        assertThat(ProblemReport.text(loaded.fileName(), loaded.problems()))
                .matches("[^\\p{Cntrl}]*(\n[^\\p{Cntrl}]*)*")
                .contains("is not a name: '\\u001b[31m'");
    }

    private static LoadedPipeline refused(Supplier<LoadedPipeline> load) {
        return refused(load, ALLOCATION_LIMIT);
    }

    private static LoadedPipeline refused(Supplier<LoadedPipeline> load, long allocationLimit) {
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = thread.getCurrentThreadAllocatedBytes();
        long cpu = thread.getCurrentThreadCpuTime();

        LoadedPipeline loaded = load.get();

        Duration taken = Duration.ofNanos(thread.getCurrentThreadCpuTime() - cpu);
        assertThat(taken).as("processor time").isLessThan(TIME_LIMIT);
        assertThat(thread.getCurrentThreadAllocatedBytes() - allocated)
                .as("allocated bytes")
                .isLessThan(allocationLimit);
        assertThat(loaded.pipeline()).isNull();
        assertThat(loaded.problems()).hasSizeBetween(1, Problems.MAX_LISTED + 1);
        return loaded;
    }
}
