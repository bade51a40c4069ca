package io.penstock.engine.commit;

import io.penstock.engine.ledger.Ledger;
import io.penstock.engine.state.AlreadyThereException;
import io.penstock.engine.state.Json;
import io.penstock.engine.state.StateFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a query keeps between runs: its incarnation, Spark's checkpoint, prepared records and the ledger, in one folder.
 *
 * <pre>
 * incarnation.json   checkpoint/   prepared/0000000000000000007.json   ledger/…
 * </pre>
 */
public final class QueryState {

    private static final String INCARNATION = "incarnation.json";

    private final StateFolder folder;
    private final StateFolder prepared;
    private final Ledger ledger;

    public QueryState(StateFolder folder) {
        this.folder = folder;
        this.prepared = folder.folder("prepared");
        this.ledger = new Ledger(folder.folder("ledger"));
    }

    public Path checkpoint() {
        return folder.root().resolve("checkpoint");
    }

    /** Whether Spark has ever started on the checkpoint. */
    public boolean hasCheckpoint() {
        return Files.exists(checkpoint().resolve("metadata"));
    }

    public Path root() {
        return folder.root();
    }

    public Ledger ledger() {
        return ledger;
    }

    /** The state of the replays of this query's dead letters, which have batches of their own. */
    public QueryState replays() {
        return new QueryState(folder.folder("replays"));
    }

    public @Nullable Incarnation findIncarnation() {
        if (!folder.exists(INCARNATION)) {
            return null;
        }
        return Json.parse(
                folder.read(INCARNATION),
                Incarnation.class,
                folder.root().resolve(INCARNATION).toString());
    }

    public void create(Incarnation incarnation) {
        folder.create(INCARNATION, Json.bytes(incarnation));
    }

    /** @throws AlreadyThereException when another driver has prepared the batch */
    void create(PreparedRecord batch) {
        prepared.create(preparedName(batch.entry().batch()), Json.bytes(batch));
    }

    public @Nullable PreparedRecord findPrepared(long batch) {
        String name = preparedName(batch);
        if (!prepared.exists(name)) {
            return null;
        }
        return Json.parse(
                prepared.read(name),
                PreparedRecord.class,
                prepared.root().resolve(name).toString());
    }

    /** Batches with a prepared record, ascending. */
    public List<Long> preparedBatches() {
        return prepared.list().stream()
                .map(name -> Long.parseLong(name.substring(0, name.indexOf('.'))))
                .toList();
    }

    void deletePrepared(long batch) {
        prepared.deleteIfExists(preparedName(batch));
    }

    private static String preparedName(long batch) {
        return "%019d.json".formatted(batch);
    }
}
