package io.penstock.engine.sql.virtual;

import io.penstock.engine.state.StateFolder;
import io.penstock.pipeline.Pipeline;
import io.penstock.sinks.VirtualTable;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;

/**
 * What the ledgers of the pipelines say: {@code ledger.<pipeline>}. A pipeline has one that was ever started on this state,
 * here or on a cluster, and one that is deployed.
 */
public final class LedgerTables implements VirtualNamespace {

    private static final String NAME = "ledger";

    private final Supplier<List<Pipeline>> deployed;
    private final StateFolder state;
    private final Configuration hadoop;

    /**
     * @param deployed the pipelines that are deployed now
     * @param state folder of all pipelines' states
     * @param hadoop settings under which tasks find it
     */
    public LedgerTables(Supplier<List<Pipeline>> deployed, StateFolder state, Configuration hadoop) {
        this.deployed = deployed;
        this.state = state;
        this.hadoop = hadoop;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> tables() {
        return pipelines().map(VirtualNamespace::plain).sorted().toList();
    }

    @Override
    public Optional<VirtualTable> find(String table) {
        return pipelines()
                .filter(pipeline -> pipeline.equals(table)
                        || VirtualNamespace.plain(pipeline).equals(table))
                .findFirst()
                .map(pipeline -> new LedgerTable(NAME + "." + table, state.folder(pipeline), hadoop));
    }

    @Override
    public String whyNone() {
        return "no pipeline of that name is deployed or was ever started: SHOW TABLES IN ledger lists those that are";
    }

    private Stream<String> pipelines() {
        return Stream.concat(state.folders().stream(), deployed.get().stream().map(Pipeline::name))
                .distinct();
    }
}
