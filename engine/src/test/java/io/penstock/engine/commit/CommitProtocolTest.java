package io.penstock.engine.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.engine.PipelineFailedException;
import io.penstock.engine.ledger.LedgerEntry;
import io.penstock.engine.ledger.LedgerTotals;
import io.penstock.engine.ledger.PartitionAccount;
import io.penstock.engine.state.StateFolder;
import io.penstock.sinks.BatchIdentity;
import io.penstock.sinks.Lineage;
import io.penstock.sinks.OutputTable;
import io.penstock.sinks.RowWriter;
import io.penstock.sinks.TableCatalog;
import io.penstock.sinks.TableSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Drivers of one checkpoint that meet at the same batch; each is a run with files of its own. */
class CommitProtocolTest {

    private static final String PAUSED = "paused";
    private static final String FASTER = "faster";

    @TempDir
    Path folder;

    private TableCatalog catalog;
    private OutputTable clicks;
    private OutputTable odd;
    private OutputTable deadLetters;
    private QueryState state;
    private CommitProtocol protocol;

    @BeforeEach
    void open() {
        catalog = TableCatalog.open(
                TableCatalog.sqlite(folder.resolve("catalog.db")),
                folder.resolve("warehouse").toUri(),
                null,
                new Configuration());
        clicks = table("web.clicks");
        odd = table("web.odd");
        deadLetters = table("dead_letters.web");
        state = new QueryState(StateFolder.local(folder.resolve("state")));
        protocol = new CommitProtocol(state, catalog::load, (table, keys) -> {});
    }

    @Test
    void commitsABatchToAllTablesAndTheLedger() {
        PreparedRecord batch = batch(0, FASTER);

        protocol.commit(batch);

        assertThat(state.ledger().entries()).containsExactly(batch.entry());
        assertThat(state.preparedBatches()).isEmpty();
        assertThat(lastBatches()).containsExactly(0L, 0L, 0L);
        assertThat(runsWithFiles()).containsOnly(FASTER);
    }

    @Test
    void completesAPreparedBatchThatIsPartlyCommitted() {
        PreparedRecord batch = batch(0, FASTER);
        state.create(batch);
        clicks.commit(batch.identity(), batch.tables().get(0), () -> {});

        protocol.completePrepared();

        assertThat(state.ledger().entries()).containsExactly(batch.entry());
        assertThat(state.preparedBatches()).isEmpty();
        assertThat(lastBatches()).containsExactly(0L, 0L, 0L);
        assertThat(catalog.load("web.clicks")
                        .commit(batch.identity(), batch.tables().get(0), () -> {}))
                .isFalse();
    }

    @Test
    void forgetsAPreparedBatchThatIsInTheLedger() {
        PreparedRecord batch = batch(0, FASTER);
        protocol.commit(batch);
        state.create(batch);

        protocol.completePrepared();

        assertThat(state.preparedBatches()).isEmpty();
        assertThat(state.ledger().entries()).hasSize(1);
    }

    @Test
    void deletesTheFilesOfARunThatDiedBeforeItWasPrepared() {
        batch(0, "dead");

        protocol.commit(batch(0, FASTER));

        assertThat(runsWithFiles()).containsOnly(FASTER);
    }

    @Test
    void deletesTheFilesOfADeadRunAlsoWhenTheNextOneDiedRightBehindItsPreparedRecord() {
        batch(0, "dead");
        state.create(batch(0, FASTER));

        protocol.completePrepared();

        assertThat(runsWithFiles()).containsOnly(FASTER);
    }

    @Test
    void stopsADriverWhoseBatchAnotherOneHasPrepared() {
        PreparedRecord late = batch(0, PAUSED);
        state.create(batch(0, FASTER));

        assertStops(late);

        assertThat(state.findPrepared(0).run()).isEqualTo(FASTER);
        assertThat(lastBatches()).containsOnlyNulls();
        assertThat(runsWithFiles()).containsOnly(FASTER);
    }

    @Test
    void stopsADriverWhoseBatchAnotherOneHasCommitted() {
        protocol.commit(batch(0, FASTER));
        PreparedRecord late = batch(0, PAUSED);

        assertStops(late);

        assertThat(state.preparedBatches()).isEmpty();
        assertThat(state.ledger().entries()).hasSize(1);
        assertThat(runsWithFiles()).containsOnly(FASTER);
    }

    @Test
    void stopsADriverWhosePreparedBatchAnotherOneHasCompletedAndLeftBehind() {
        PreparedRecord paused = batch(0, PAUSED);
        state.create(paused);
        clicks.commit(paused.identity(), paused.tables().get(0), () -> {});
        protocol.completePrepared();
        protocol.commit(batch(1, FASTER));

        assertThatThrownBy(() -> protocol.complete(paused)).hasMessage(anotherDriver(0));

        assertThat(lastBatches()).containsExactly(1L, 1L, 1L);
        assertThat(state.ledger().entries()).hasSize(2);
        assertThat(runsWithFiles()).containsOnly(FASTER, PAUSED);
    }

    @Test
    void keepsTheFilesOfABatchThatAnotherDriverHasCompletedWhileThisOneStoodStillBehindItsRecord() {
        PreparedRecord paused = batch(0, PAUSED);
        state.create(paused);
        protocol.completePrepared(); // by the faster one

        assertStops(paused); // which creates its record as if it had only now come to it

        assertThat(state.preparedBatches()).isEmpty();
        assertThat(lastBatches()).containsExactly(0L, 0L, 0L);
        assertThat(runsWithFiles()).hasSize(3).containsOnly(PAUSED);
    }

    @Test
    void takesOnlyTheBatchThatFollowsTheLedger() {
        protocol.requireNext(identity(0));
        protocol.commit(batch(0, FASTER));
        protocol.requireNext(identity(1));

        assertThatThrownBy(() -> protocol.requireNext(identity(0))).hasMessage(anotherDriver(0));
        assertThatThrownBy(() -> protocol.requireNext(identity(2))).hasMessage(anotherDriver(2));
    }

    @Test
    void takesNoBatchThatIsPrepared() {
        state.create(batch(0, FASTER));

        assertThatThrownBy(() -> protocol.requireNext(identity(0))).hasMessage(anotherDriver(0));
    }

    @Test
    void stopsWhereATableHoldsBatchesOfAnotherCheckpoint() {
        PreparedRecord batch = batch(0, FASTER);
        BatchIdentity other = new BatchIdentity("web", "clicks", "other", 5);
        odd.commit(other, odd.pack(write(odd, other, "other")), () -> {});

        assertThatThrownBy(() -> protocol.commit(batch)).hasMessage(anotherDriver(0));

        assertThat(state.ledger().entries()).isEmpty();
        assertThat(lastBatches().get(1)).isEqualTo(5);
    }

    private void assertStops(PreparedRecord late) {
        assertThatThrownBy(() -> protocol.commit(late))
                .isInstanceOf(PipelineFailedException.class)
                .hasMessage(anotherDriver(late.entry().batch()));
    }

    private static String anotherDriver(long batch) {
        return "Cannot commit web/clicks batch " + batch
                + " (incarnation one), another driver works on the same checkpoint"
                + " and has been faster. This one stops; nothing was doubled. Let only one of them run.";
    }

    private OutputTable table(String name) {
        StructType columns = new StructType().add("n", DataTypes.LongType);
        return catalog.loadOrCreate(TableSpec.withLineage(name, "web", name, columns, Lineage.columns(), List.of()));
    }

    private static BatchIdentity identity(long batch) {
        return new BatchIdentity("web", "clicks", "one", batch);
    }

    /** A computed batch with a file in each table. */
    private PreparedRecord batch(long number, String run) {
        BatchIdentity identity = identity(number);
        PartitionAccount account = new PartitionAccount("clicks", 0, number, number + 1, 1, 0, 0, 0, 0, Map.of());
        LedgerEntry entry = new LedgerEntry(
                "web",
                "clicks",
                "one",
                number,
                "print",
                Instant.ofEpochMilli(1_700_000_000_000L).plusNanos(Math.abs(run.hashCode())), // no two at once
                List.of(account),
                Map.of(),
                LedgerTotals.NONE,
                null,
                null);
        return new PreparedRecord(
                run,
                entry,
                List.of(clicks.pack(write(clicks, identity, run)), odd.pack(write(odd, identity, run))),
                deadLetters.pack(write(deadLetters, identity, run)),
                List.of());
    }

    private static List<String> write(OutputTable table, BatchIdentity identity, String run) {
        RowWriter writer = table.writerFactory().create(identity, run, "0-0");
        InternalRow row = new GenericInternalRow(new Object[] {identity.batch()});
        writer.write(row, new GenericInternalRow(new Object[] {UTF8String.fromString("clicks"), 0, identity.batch()}));
        return writer.complete();
    }

    private List<Long> lastBatches() {
        return Stream.of("web.clicks", "web.odd", "dead_letters.web")
                .map(name -> catalog.load(name).lastBatch("web", "clicks"))
                .map(last -> last == null ? null : last.batch())
                .toList();
    }

    /** The runs whose files are in any of the tables' folders. */
    private List<String> runsWithFiles() {
        try (Stream<Path> files = Files.walk(folder.resolve("warehouse"))) {
            return files.filter(file -> file.toString().endsWith(".parquet"))
                    .map(file -> file.getParent().getFileName().toString())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
