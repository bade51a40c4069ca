package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.penstock.engine.commit.Failpoint;
import io.penstock.pipeline.Pipeline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What tables, ledger, checkpoint and topic say may disagree after a crash, an edit or a lost file. */
@ExtendWith(TestStack.Extension.class)
class DisagreementIT {

    private static final int RECORDS = 400;
    private static final int HALF = RECORDS / 2;
    private static final String LIMITED = ", max-records-per-batch: " + HALF;

    @TempDir
    Path folder;

    @Test
    void completesABatchAsItWasComputedWhenTheViewIsEditedAndItsRecordsAreGone(TestStack stack) throws IOException {
        // given a crash between the commits of two tables
        TestTopic topic = stack.topic("edited", 1);
        topic.send(Numbers.values(0, RECORDS));
        String yaml = Numbers.yaml("edited", LIMITED);
        Path file = Files.writeString(folder.resolve("edited.yaml"), yaml);
        try (EngineProcess driver = EngineProcess.runTo(Failpoint.TABLE_COMMITTED, 1, stack.settings(), file)) {
            assertThat(driver.exitStatus()).as("said %s", driver.said()).isEqualTo(Failpoint.EXIT_STATUS);
        }
        assertThat(stack.count("edited.numbers")).isEqualTo(HALF);
        assertThat(stack.count("edited.some")).isZero();

        // when the view is another one and the batch could not be computed again
        Pipeline edited = TestStack.pipeline(yaml.replace("n % 2 = 0", "n % 2 = 1"));
        topic.deleteRecords(HALF);
        stack.runToEnd(edited);

        // then
        assertThat(Numbers.stored(stack, "edited")).isEqualTo(Numbers.range(0, RECORDS, 1));
        assertThat(stack.longs("SELECT n FROM edited.some WHERE _kafka_offset < " + HALF + " ORDER BY n"))
                .isEqualTo(Numbers.range(0, HALF, 2));
        assertThat(stack.longs("SELECT n FROM edited.some WHERE _kafka_offset >= " + HALF + " ORDER BY n"))
                .isEqualTo(Numbers.range(HALF + 1, RECORDS, 2));
        VerifyReport report = stack.verified(edited);
        assertThat(report.notes())
                .containsExactly("topic partition 0 begins at offset 200 now: offsets 0 to 199 cannot be confirmed"
                        + " with it and count as the ledger says");
    }

    @Test
    void stopsWithTheMissingRangeWhenABatchWithoutPreparedRecordCannotBeComputedAgain(TestStack stack)
            throws IOException {
        TestTopic topic = stack.topic("uncomputable", 1);
        topic.send(Numbers.values(0, RECORDS));
        String yaml = Numbers.yaml("uncomputable", LIMITED);
        Path file = Files.writeString(folder.resolve("uncomputable.yaml"), yaml);
        try (EngineProcess driver = EngineProcess.runTo(Failpoint.COMPUTED, 2, stack.settings(), file)) {
            assertThat(driver.exitStatus()).as("said %s", driver.said()).isEqualTo(Failpoint.EXIT_STATUS);
        }
        topic.deleteRecords(HALF + 50);

        assertThatThrownBy(() -> stack.engine().start(TestStack.pipeline(yaml), RunListener.NONE))
                .isInstanceOf(PipelineFailedException.class)
                .hasMessage("Cannot go on, records are gone before they were read: uncomputable partition 0 offsets 200"
                        + " to 249. Retention has overtaken the reader. To go on without them and write the gap into the"
                        + " ledger, set on-data-loss: continue");
        assertThat(stack.count("uncomputable.numbers")).isEqualTo(HALF);
    }

    @Test
    void refusesAStateThatIsDamagedOrMissingAndGoesOnWhenItIsPutBack(TestStack stack) throws IOException {
        // given
        TestTopic topic = stack.topic("used", 1);
        topic.send(Numbers.values(0, RECORDS));
        Pipeline pipeline = Numbers.pipeline("used", LIMITED);
        stack.runToEnd(pipeline);
        stack.runToEnd(pipeline); // a stop may come before Spark's own commit, which a start then makes
        topic.send(Numbers.values(RECORDS, RECORDS));
        Path state = stack.state().resolve("used");
        Path query = state.resolve("numbers");
        Path checkpoint = query.resolve("checkpoint");
        Path saved = folder.resolve("saved");
        copy(state, saved);
        String start = "Cannot start used/numbers, ";
        String wayOut = ". Put the state back as it was, or start over with: penstock reset used";
        List<String> faults = new ArrayList<>();

        // when, then
        class Refusals {
            void after(Consumer<Path> damage, String message) {
                delete(state);
                copy(saved, state);
                damage.accept(state);
                Throwable refusal = catchThrowable(
                        () -> stack.engine().start(pipeline, RunListener.NONE).close());
                String found = refusal == null ? "nothing" : refusal.getMessage();
                if (!message.equals(found) || !(refusal instanceof RefusedException)) {
                    faults.add("expected: " + message + "\n     was: " + refusal);
                }
            }
        }
        Refusals refused = new Refusals();
        refused.after(
                path -> delete(path),
                "Cannot start used/numbers from the beginning, table used.numbers already holds its batches up to 1"
                        + " and the state that belongs to them is not in " + query + wayOut);
        refused.after(
                path -> delete(checkpoint),
                start + "Spark's checkpoint is missing in " + checkpoint + ", but the ledger ends at batch 1" + wayOut);
        refused.after(
                path -> delete(checkpoint.resolve("metadata")),
                start + "Spark's checkpoint in " + checkpoint + " has no metadata file" + wayOut);
        refused.after(
                path -> truncate(checkpoint.resolve("metadata")),
                start + "its state is damaged: Cannot read Spark's checkpoint, metadata in " + checkpoint
                        + " is truncated or damaged" + wayOut);
        refused.after(
                path -> truncate(checkpoint.resolve("offsets/1")),
                start + "its state is damaged: Cannot read Spark's checkpoint, offsets in " + checkpoint
                        + " is truncated or damaged" + wayOut);
        refused.after(
                path -> empty(checkpoint.resolve("offsets/1")),
                start + "its state is damaged: Cannot read Spark's checkpoint, offsets in " + checkpoint
                        + " is truncated or damaged" + wayOut);
        refused.after(
                path -> empty(checkpoint.resolve("commits/1")),
                start + "its state is damaged: Cannot read Spark's checkpoint, commits in " + checkpoint
                        + " is truncated or damaged" + wayOut);
        refused.after(
                path -> delete(checkpoint.resolve("offsets/1")),
                start + "Spark's checkpoint in " + checkpoint + " and the ledger do not belong together: planned up to"
                        + " batch 0, committed up to batch 1, ledger up to batch 1" + wayOut);
        refused.after(
                path -> delete(checkpoint.resolve("commits")),
                start + "Spark's checkpoint in " + checkpoint + " and the ledger do not belong together: planned up to"
                        + " batch 1, committed up to no batch, ledger up to batch 1" + wayOut);
        refused.after(
                path -> delete(query.resolve("ledger")),
                start + "Spark's checkpoint in " + checkpoint + " and the ledger do not belong together: planned up to"
                        + " batch 1, committed up to batch 1, ledger up to no batch" + wayOut);
        refused.after(
                path -> delete(query.resolve("incarnation.json")),
                start + "the state in " + query + " has no incarnation file" + wayOut);
        refused.after(
                path -> truncate(query.resolve("incarnation.json")),
                start + "its state is damaged: Cannot read " + query.resolve("incarnation.json")
                        + ", it is damaged or not ours" + wayOut);
        refused.after(
                path -> replace(query.resolve("incarnation.json"), "\"pipeline\":\"used\"", "\"pipeline\":\"other\""),
                start + "the state in " + query + " is that of other/numbers on topic used" + wayOut);
        refused.after(
                path -> replace(query.resolve("incarnation.json"), "\"topic\":\"used\"", "\"topic\":\"other\""),
                start + "the state in " + query + " is that of used/numbers on topic other" + wayOut);
        refused.after(
                path -> replace(query.resolve("incarnation.json"), "\"id\":\"", "\"id\":\"x"),
                start + "table used.numbers holds batches of another checkpoint (incarnation " + incarnation(saved)
                        + "), which would be written a second time" + wayOut);
        refused.after(
                path -> write(query.resolve("prepared/0000000000000000002.json"), "{}"),
                start + "batch 2 is prepared, but Spark's checkpoint in " + checkpoint + " ends at batch 1" + wayOut);
        assertThat(faults).isEmpty();
        assertThat(stack.count("used.numbers")).isEqualTo(RECORDS);

        // and when it is put back
        delete(state);
        copy(saved, state);
        stack.runToEnd(pipeline);
        assertThat(Numbers.stored(stack, "used")).isEqualTo(Numbers.range(0, 2 * RECORDS, 1));
        assertThat(stack.engine().verify(pipeline).verified()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dropped.some", "dead_letters.dropped"})
    void refusesToGoOnWithoutATableThatWasDropped(String table, TestStack stack) {
        Pipeline pipeline = Numbers.pipeline("dropped", "");
        if (table.equals("dropped.some")) {
            stack.topic("dropped", 1).send(Numbers.values(0, 10));
        }
        stack.runToEnd(pipeline);
        stack.sql("DROP TABLE " + table);

        // twice: the first attempt must not create it
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(() -> stack.engine().start(pipeline, RunListener.NONE))
                    .isInstanceOf(RefusedException.class)
                    .hasMessage("Cannot start dropped/numbers, table " + table
                            + " was dropped since the last start, and what it held would not be written again."
                            + " Put the state back as it was, or start over with: penstock reset dropped");
        }

        stack.engine().reset(pipeline);
        stack.runToEnd(pipeline);
        assertThat(Numbers.stored(stack, "dropped")).isEqualTo(Numbers.range(0, 10, 1));
    }

    @Test
    void refusesATableThatIsNewInMidStream(TestStack stack) {
        stack.topic("widened", 1).send(Numbers.values(0, 10));
        Pipeline pipeline = Numbers.pipeline("widened", "");
        stack.runToEnd(pipeline);
        Pipeline widened = TestStack.pipeline(Numbers.yaml("widened", "")
                .replace("outputs:", "outputs:\n  more-table: { table: widened.more, from: some }"));

        assertThatThrownBy(() -> stack.engine().start(widened, RunListener.NONE))
                .isInstanceOf(RefusedException.class)
                .hasMessage("Cannot start widened/numbers, table widened.more is new in the pipeline, and what was read"
                        + " before would be missing in it. Leave it out, or start over with: penstock reset widened");

        stack.runToEnd(pipeline);
        stack.engine().reset(pipeline);
        stack.runToEnd(widened);
        assertThat(stack.longs("SELECT n FROM widened.more ORDER BY n")).isEqualTo(Numbers.range(0, 10, 2));
        assertThat(stack.engine().verify(widened).verified()).isTrue();
    }

    @Test
    void startsOverAfterAReset(TestStack stack) {
        TestTopic topic = stack.topic("over", 1);
        topic.send(Numbers.values(0, RECORDS));
        Pipeline pipeline = Numbers.pipeline("over", LIMITED);
        stack.runToEnd(pipeline);

        ResetReport report = stack.engine().reset(pipeline);
        stack.runToEnd(pipeline);

        assertThat(report.dropped()).containsExactlyInAnyOrder("over.numbers", "over.some", "dead_letters.over");
        assertThat(Numbers.stored(stack, "over")).isEqualTo(Numbers.range(0, RECORDS, 1));
        assertThat(stack.engine().verify(pipeline).verified()).isTrue();
    }

    private static String incarnation(Path saved) throws IOException {
        String text = Files.readString(saved.resolve("numbers/incarnation.json"));
        return text.replaceFirst(".*\"id\":\"([^\"]+)\".*", "$1");
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path path) {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
            Files.deleteIfExists(checksum(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void truncate(Path file) {
        try {
            byte[] content = Files.readAllBytes(file);
            Files.write(file, Arrays.copyOf(content, content.length / 2)); // and its checksum stays
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void empty(Path file) {
        write(file, "");
    }

    private static void replace(Path file, String text, String with) {
        try {
            String content = Files.readString(file);
            assertThat(content).contains(text);
            write(file, content.replace(text, with));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String content) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
            Files.deleteIfExists(checksum(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Hadoop's local file system keeps a checksum beside each file. */
    private static Path checksum(Path file) {
        return file.resolveSibling("." + file.getFileName() + ".crc");
    }
}
