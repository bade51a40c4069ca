package io.penstock.sinks;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchNamespaceException;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.analysis.TableAlreadyExistsException;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.NamespaceChange;
import org.apache.spark.sql.connector.catalog.StagedTable;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableChange;
import org.apache.spark.sql.connector.catalog.TableInfo;
import org.apache.spark.sql.connector.catalog.TableWritePrivilege;

/**
 * The catalog that people's SQL sees: the stored tables, and behind them {@link VirtualTables}.
 *
 * <p>What is stored goes first: a table or view that has the name of a virtual table is the one that is read and written. A
 * namespace may hold both kinds. Nothing can be made in a namespace that holds virtual tables only.
 */
public final class VirtualCatalog extends MergedCatalog {

    private static final String CATALOG_SETTING = "spark.sql.catalog." + TableCatalog.NAME;
    private static final String TABLES_SETTING = CATALOG_SETTING + ".virtual-tables";

    private static final Map<String, VirtualTables> SHOWN = new ConcurrentHashMap<>();

    /** Virtual tables for sessions of this process, which see them until this is closed. */
    public static final class Shown implements AutoCloseable {

        // Spark makes the catalog of a session by its class, and hands it nothing but texts
        private final String handle = UUID.randomUUID().toString();

        public Shown(VirtualTables tables) {
            SHOWN.put(handle, tables);
        }

        /** Lets a session see them which has not used its catalog yet. */
        public void to(SparkSession session) {
            session.conf().set(CATALOG_SETTING, VirtualCatalog.class.getName());
            session.conf().set(TABLES_SETTING, handle);
        }

        @Override
        public void close() {
            SHOWN.remove(handle);
        }
    }

    private static VirtualTables virtual() {
        String handle = SparkSession.active().conf().get(TABLES_SETTING, "");
        return SHOWN.getOrDefault(handle, VirtualTables.NONE);
    }

    @Override
    public Table loadTable(Identifier name) throws NoSuchTableException {
        try {
            return super.loadTable(name);
        } catch (NoSuchTableException e) {
            if (!virtual().hasNamespace(namespace(name)) || super.viewExists(name)) {
                throw e;
            }
            if (super.namespaceExists(name.namespace()) && !virtual().hasTable(namespace(name), name.name())) {
                throw e; // somebody's own namespace: a wrong name there is a wrong name
            }
            return virtual().load(namespace(name), name.name());
        }
    }

    @Override
    public Table loadTable(Identifier name, Set<TableWritePrivilege> privileges) throws NoSuchTableException {
        requireStored(name);
        return super.loadTable(name, privileges);
    }

    @Override
    public Table loadTable(Identifier name, String version) throws NoSuchTableException {
        requireHistory(name);
        return super.loadTable(name, version);
    }

    @Override
    public Table loadTable(Identifier name, long timestamp) throws NoSuchTableException {
        requireHistory(name);
        return super.loadTable(name, timestamp);
    }

    @Override
    public boolean tableExists(Identifier name) {
        return super.tableExists(name) || (virtual().hasTable(namespace(name), name.name()) && !super.viewExists(name));
    }

    @Override
    public Identifier[] listTables(String[] namespace) {
        Stream<Identifier> virtual =
                virtual().tables(List.of(namespace)).stream().map(table -> Identifier.of(namespace, table));
        return Stream.concat(Arrays.stream(super.listTables(namespace)), virtual)
                .distinct()
                .toArray(Identifier[]::new);
    }

    @Override
    public Identifier[] listViews(String... namespace) {
        return onlyVirtual(namespace) ? new Identifier[0] : super.listViews(namespace);
    }

    @Override
    public boolean namespaceExists(String[] namespace) {
        return super.namespaceExists(namespace) || virtual().hasNamespace(List.of(namespace));
    }

    @Override
    public String[][] listNamespaces() {
        return withVirtual(super.listNamespaces());
    }

    @Override
    public String[][] listNamespaces(String[] parent) throws NoSuchNamespaceException {
        return withVirtual(onlyVirtual(parent) ? new String[0][] : super.listNamespaces(parent), parent);
    }

    private static String[][] withVirtual(String[][] stored, String... parent) {
        Stream<List<String>> virtual = virtual().namespaces(List.of(parent)).stream()
                .map(name ->
                        Stream.concat(Arrays.stream(parent), Stream.of(name)).toList());
        return Stream.concat(Arrays.stream(stored).map(List::of), virtual)
                .distinct()
                .map(name -> name.toArray(String[]::new))
                .toArray(String[][]::new);
    }

    private boolean onlyVirtual(String[] namespace) {
        return virtual().hasNamespace(List.of(namespace)) && !super.namespaceExists(namespace);
    }

    @Override
    public Table createTable(Identifier name, TableInfo table) throws TableAlreadyExistsException {
        requireStored(name);
        return super.createTable(name, table);
    }

    @Override
    public StagedTable stageCreate(Identifier name, TableInfo table) throws TableAlreadyExistsException {
        requireStored(name);
        return super.stageCreate(name, table);
    }

    @Override
    public StagedTable stageReplace(Identifier name, TableInfo table) throws NoSuchTableException {
        requireStored(name);
        return super.stageReplace(name, table);
    }

    @Override
    public StagedTable stageCreateOrReplace(Identifier name, TableInfo table) {
        requireStored(name);
        return super.stageCreateOrReplace(name, table);
    }

    @Override
    public Table alterTable(Identifier name, TableChange... changes) throws NoSuchTableException {
        requireStored(name);
        return super.alterTable(name, changes);
    }

    @Override
    public boolean dropTable(Identifier name) {
        requireStored(name);
        return super.dropTable(name);
    }

    @Override
    public boolean purgeTable(Identifier name) {
        requireStored(name);
        return super.purgeTable(name);
    }

    @Override
    public void renameTable(Identifier from, Identifier to) throws NoSuchTableException, TableAlreadyExistsException {
        requireStored(from);
        requireStored(to);
        super.renameTable(from, to);
    }

    @Override
    public void alterNamespace(String[] namespace, NamespaceChange... changes) throws NoSuchNamespaceException {
        requireStored(namespace);
        super.alterNamespace(namespace, changes);
    }

    @Override
    public boolean dropNamespace(String[] namespace, boolean cascade) throws NoSuchNamespaceException {
        requireStored(namespace);
        return super.dropNamespace(namespace, cascade);
    }

    /** Whether what is read by this name is virtual, or would be if there were one. */
    private boolean isVirtual(Identifier name) {
        return virtual().hasNamespace(namespace(name))
                && (virtual().hasTable(namespace(name), name.name()) || !super.namespaceExists(name.namespace()))
                && !super.tableExists(name)
                && !super.viewExists(name);
    }

    private void requireStored(Identifier name) {
        if (isVirtual(name)) {
            throw new ReadOnlyTableException("Cannot change %s.%s, SQL can only read what is in %s"
                    .formatted(String.join(".", name.namespace()), name.name(), String.join(".", name.namespace())));
        }
    }

    private void requireStored(String[] namespace) {
        if (onlyVirtual(namespace)) {
            throw new ReadOnlyTableException(
                    "Cannot change %1$s, SQL can only read what is in %1$s".formatted(String.join(".", namespace)));
        }
    }

    private void requireHistory(Identifier name) {
        if (isVirtual(name)) {
            throw new ReadOnlyTableException("Cannot read %s.%s as it was, it shows what is there now"
                    .formatted(String.join(".", name.namespace()), name.name()));
        }
    }

    private static List<String> namespace(Identifier name) {
        return List.of(name.namespace());
    }
}
