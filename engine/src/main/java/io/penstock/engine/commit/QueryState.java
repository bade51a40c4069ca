package io.penstock.engine.commit;

import io.penstock.engine.ledger.Backlog;
import io.penstock.engine.ledger.Ledger;
import io.penstock.engine.state.AlreadyThereException;
import io.penstock.engine.state.Json;
import io.penstock.engine.state.StateFolder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a query keeps between runs: its incarnation, Spark's checkpoint, prepared records and the ledger, in one folder.
 *
 * <pre>
 * incarnation.json   tables.json   checkpoint/   prepared/0000000000000000007.json   ledger/…
 * </pre>
 */
public final class QueryState {

    private static final String INCARNATION = "incarnation.json";
    private static final String TABLES = "tables.json";

    /** A query's incarnations, one for each topic. */
    private record Incarnations(List<Incarnation> topics) {}

    /** Which tables a query was started with last. @param uuids their identities by name */
    private record StartedWith(Map<String, String> uuids) {}

    private final StateFolder folder;
    private final StateFolder prepared;
    private final Ledger ledger;

    public QueryState(StateFolder folder) {
        this.folder = folder;
        this.prepared = folder.folder("prepared");
        this.ledger = new Ledger(folder.folder("ledger"));
    }

    public StateFolder checkpoint() {
        return folder.folder("checkpoint");
    }

    /** Whether Spark has ever started on the checkpoint. */
    public boolean hasCheckpoint() {
        return checkpoint().exists("metadata");
    }

    public StateFolder folder() {
        return folder;
    }

    /** Whether the query has an incarnation, damaged or not. */
    public boolean wasStarted() {
        return folder.exists(INCARNATION);
    }

    public Ledger ledger() {
        return ledger;
    }

    /** The state of the replays of this query's dead letters, which have batches of their own. */
    public QueryState replays() {
        return new QueryState(folder.folder("replays"));
    }

    /** The state of what brings this query's indices up after OpenSearch was away, which has batches of its own. */
    public QueryState catchUps() {
        return new QueryState(folder.folder("catch-ups"));
    }

    /** What its indices lack because OpenSearch was away, by output. */
    public Map<String, Backlog> lacking() {
        Map<String, Backlog> caughtUp = Backlog.of(catchUps().ledger().last()); // first: it is never ahead
        return Backlog.lacking(Backlog.of(ledger.last()), caughtUp);
    }

    /** The incarnation of a query that reads one topic. */
    public @Nullable Incarnation findIncarnation() {
        return incarnations().stream().findFirst().orElse(null);
    }

    /** One for each topic that the query reads; none before it was started. */
    public List<Incarnation> incarnations() {
        if (!folder.exists(INCARNATION)) {
            return List.of();
        }
        String where = folder.where(INCARNATION);
        return Json.parse(folder.read(INCARNATION), Incarnations.class, where).topics();
    }

    public void create(List<Incarnation> incarnations) {
        folder.create(INCARNATION, Json.bytes(new Incarnations(incarnations)));
    }

    /** Identities of the tables that the query was started with last, by name. */
    public Map<String, String> tables() {
        if (!folder.exists(TABLES)) {
            return Map.of();
        }
        String where = folder.where(TABLES);
        return Json.parse(folder.read(TABLES), StartedWith.class, where).uuids();
    }

    public void replaceTables(Map<String, String> uuids) {
        if (!uuids.equals(tables())) {
            folder.replace(TABLES, Json.bytes(new StartedWith(uuids)));
        }
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
        return Json.parse(prepared.read(name), PreparedRecord.class, prepared.where(name));
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
