package io.penstock.engine.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.engine.state.AlreadyThereException;
import io.penstock.engine.state.CorruptStateException;
import io.penstock.engine.state.Json;
import io.penstock.engine.state.StateFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {

    private static final int FAN_OUT = Ledger.FAN_OUT;

    @TempDir
    Path root;

    private StateFolder folder;
    private Ledger ledger;

    @BeforeEach
    void open() {
        folder = StateFolder.local(root);
        ledger = new Ledger(folder);
    }

    @Test
    void isEmptyAtFirst() {
        assertThat(ledger.entries()).isEmpty();
        assertThat(ledger.lastBatch()).isNull();
        assertThat(ledger.last()).isNull();
        assertThat(ledger.contains(0)).isFalse();
    }

    @Test
    void keepsEntriesAsTheyWereAdded() {
        ledger.add(entry(0));
        ledger.add(entry(1));

        assertThat(new Ledger(folder).entries()).containsExactly(entry(0), entry(1));
        assertThat(ledger.last()).isEqualTo(entry(1));
        assertThat(ledger.contains(1)).isTrue();
        assertThat(ledger.contains(2)).isFalse();
    }

    @Test
    void givesEntriesOneAfterTheOther() {
        add(0, FAN_OUT + 2);

        assertThat(ledger.iterator()).toIterable().containsExactlyElementsOf(ledger.entries());
        assertThat(new Ledger(folder.folder("none")).iterator()).isExhausted();
    }

    @Test
    void goesOnWhereItWasWhenFilesAreMergedMeanwhile() {
        add(0, FAN_OUT - 1);
        Iterator<LedgerEntry> entries = new Ledger(folder).iterator();
        LongStream.range(0, 7).forEach(batch -> assertThat(entries.next()).isEqualTo(entry(batch)));

        ledger.add(entry(FAN_OUT - 1)); // merges all

        assertThat(folder.list()).containsExactly(name(0, FAN_OUT - 1));
        assertThat(entries)
                .toIterable()
                .containsExactlyElementsOf(LongStream.range(7, FAN_OUT)
                        .mapToObj(batch -> entry(batch))
                        .toList());
    }

    @Test
    void findsDamageAlsoOneAfterTheOther() throws IOException {
        add(0, FAN_OUT);
        Path file = root.resolve(name(0, FAN_OUT - 1));
        List<String> lines = Files.readAllLines(file);
        Files.write(file, lines.subList(0, 50));

        assertThatThrownBy(() -> ledger.iterator().forEachRemaining(entry -> {}))
                .isInstanceOf(CorruptStateException.class)
                .hasMessage("Cannot read the ledger, " + file + " ends before its last batch");
    }

    @Test
    void takesABatchOnce() {
        ledger.add(entry(0));

        assertThatThrownBy(() -> ledger.add(entry(0))).isInstanceOf(AlreadyThereException.class);
    }

    @Test
    void takesABatchOnceAlsoAfterItWasMerged() {
        add(0, FAN_OUT);

        assertThatThrownBy(() -> ledger.add(entry(7)))
                .isInstanceOf(AlreadyThereException.class)
                .hasMessage("Cannot add batch 7 to the ledger in " + root + ", it is already there");

        assertThat(folder.list()).containsExactly(name(0, FAN_OUT - 1));
    }

    @Test
    void mergesNeighboursOfTheSameSize() {
        add(0, 2 * FAN_OUT + 2);

        assertThat(folder.list())
                .containsExactly(
                        name(0, FAN_OUT - 1),
                        name(FAN_OUT, 2 * FAN_OUT - 1),
                        name(2 * FAN_OUT, 2 * FAN_OUT),
                        name(2 * FAN_OUT + 1, 2 * FAN_OUT + 1));
        assertThat(batches()).hasSize(2 * FAN_OUT + 2).isSorted();
        assertThat(ledger.lastBatch()).isEqualTo(2 * FAN_OUT + 1);
        assertThat(ledger.contains(3)).isTrue();
    }

    @Test
    void mergesWhatWasMerged() throws IOException {
        for (int i = 0; i < FAN_OUT; i++) {
            write((long) i * FAN_OUT, (long) (i + 1) * FAN_OUT - 1);
        }

        ledger.add(entry(FAN_OUT * FAN_OUT));

        assertThat(folder.list())
                .containsExactly(name(0, FAN_OUT * FAN_OUT - 1), name(FAN_OUT * FAN_OUT, FAN_OUT * FAN_OUT));
        assertThat(batches()).hasSize(FAN_OUT * FAN_OUT + 1).isSorted();
    }

    @Test
    void readsPastThePartsThatACrashLeftBesideTheirMerger() throws IOException {
        add(0, FAN_OUT);
        write(3, 3);
        write(FAN_OUT - 1, FAN_OUT - 1);

        assertThat(batches()).hasSize(FAN_OUT).isSorted();
        assertThat(ledger.last()).isEqualTo(entry(FAN_OUT - 1));

        ledger.add(entry(FAN_OUT));
        assertThat(folder.list()).containsExactly(name(0, FAN_OUT - 1), name(FAN_OUT, FAN_OUT));
    }

    @Test
    void mergesTheNextTimeWhenACrashCameBeforeTheMerger() throws IOException {
        for (int i = 0; i < FAN_OUT; i++) {
            write(i, i);
        }

        ledger.add(entry(FAN_OUT));

        assertThat(folder.list()).containsExactly(name(0, FAN_OUT - 1), name(FAN_OUT, FAN_OUT));
    }

    @Test
    void doesNotMergeAcrossAGap() throws IOException {
        for (int i = 0; i < FAN_OUT + 10; i++) {
            if (i != 50) {
                write(i, i);
            }
        }

        ledger.add(entry(FAN_OUT + 10));

        assertThat(folder.list()).hasSize(FAN_OUT + 10);
        assertThat(batches()).doesNotContain(50L);
    }

    @Test
    void refusesATruncatedFile() throws IOException {
        add(0, 2);
        Path file = root.resolve(name(1, 1));
        byte[] content = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(content, content.length / 2), StandardOpenOption.TRUNCATE_EXISTING);

        assertThatThrownBy(ledger::entries)
                .isInstanceOf(CorruptStateException.class)
                .hasMessage("Cannot read " + file + ", it is damaged or not ours");
    }

    @Test
    void refusesAFileThatLostItsLastLine() throws IOException {
        add(0, FAN_OUT);
        Path file = root.resolve(name(0, FAN_OUT - 1));
        List<String> lines = Files.readAllLines(file);
        Files.write(file, lines.subList(0, lines.size() - 1));

        assertThatThrownBy(ledger::entries)
                .isInstanceOf(CorruptStateException.class)
                .hasMessage("Cannot read the ledger, " + file + " ends before its last batch");
    }

    @Test
    void refusesAFileWhoseNameIsNotItsContents() throws IOException {
        write(4, 4);
        Files.move(root.resolve(name(4, 4)), root.resolve(name(5, 5)));

        assertThatThrownBy(ledger::entries)
                .isInstanceOf(CorruptStateException.class)
                .hasMessage("Cannot read the ledger, " + root.resolve(name(5, 5))
                        + " holds batch 4 in the place of batch 5");
    }

    @Test
    void refusesFilesThatOverlap() throws IOException {
        write(0, 3);
        write(2, 5);

        assertThatThrownBy(ledger::entries)
                .isInstanceOf(CorruptStateException.class)
                .hasMessage("Cannot read the ledger in " + root + ", " + name(2, 5) + " overlaps with " + name(0, 3));
    }

    @Test
    void refusesAFileThatIsNotALedgers() throws IOException {
        Files.writeString(root.resolve("notes.txt"), "hello");

        assertThatThrownBy(ledger::entries)
                .isInstanceOf(CorruptStateException.class)
                .hasMessage("Cannot read the ledger in " + root + ", a file in it is not a ledger's: notes.txt");
    }

    private void add(long first, int count) {
        LongStream.range(first, first + count).forEach(batch -> ledger.add(entry(batch)));
    }

    private List<Long> batches() {
        return ledger.entries().stream().map(LedgerEntry::batch).toList();
    }

    /** A file as the ledger writes it. */
    private void write(long first, long last) throws IOException {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (long batch = first; batch <= last; batch++) {
            lines.writeBytes(Json.bytes(entry(batch)));
            lines.write('\n');
        }
        Files.write(root.resolve(name(first, last)), lines.toByteArray());
    }

    private static String name(long first, long last) {
        return "%019d-%019d.jsonl".formatted(first, last);
    }

    private static LedgerEntry entry(long batch) {
        PartitionAccount account = new PartitionAccount(
                "clicks",
                0,
                batch * 10,
                batch * 10 + 10,
                9,
                0,
                1,
                2,
                0,
                Map.of("table", new PartitionAccount.OutputAccount(7, 5, 1, 0, null)));
        return new LedgerEntry(
                "web",
                "clicks",
                "0123",
                batch,
                "abc",
                Instant.ofEpochMilli(1_700_000_000_000L),
                List.of(account),
                Map.of("rule", 2L),
                LedgerTotals.NONE,
                null,
                null);
    }
}
