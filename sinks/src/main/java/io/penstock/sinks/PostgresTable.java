package io.penstock.sinks;

import io.penstock.sinks.PostgresStage.Part;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * A table of a PostgreSQL database that holds one row for each key: those of a batch replace the earlier ones of their keys.
 *
 * <p><b>Delivery:</b> exactly once, and each batch as a whole. Tasks copy their rows into a table beside it ({@link PostgresStage}). One
 * transaction merges them and notes the batch in {@code penstock_commits}; a batch that is noted is skipped, one of another incarnation is
 * refused. Readers of the table see the batches up to one, and never a part of the next.
 *
 * <p><b>One key, several rows of a batch:</b> the one with the highest offset is stored. Records with one key lie in one partition where
 * the key is the records' own; between partitions there is no order.
 *
 * <p><b>What is kept where:</b> {@code penstock_tables} and {@code penstock_commits}, in the schema of the table.
 *
 * <p><b>Two drivers</b> with the same batch wait for each other at the table's row in {@code penstock_tables}; the second one finds the
 * batch there.
 *
 * <p><b>Threads:</b> one thread of the driver commits; not thread-safe.
 */
public final class PostgresTable implements OutputTable {

    private static final String TABLES = "penstock_tables";
    private static final String COMMITS = "penstock_commits";
    private static final String NOBODY = "nobody";
    private static final int LONGEST_NAME = 63;
    private static final String RESERVED = "_penstock_";
    private static final int NULLS_NOT_DISTINCT_SINCE = 15;

    private final String name;
    private final Postgres database;
    private final State state;
    private final @Nullable TableSpec spec;
    private @Nullable RowWriterFactory writers;

    private PostgresTable(String name, Postgres database, State state, @Nullable TableSpec spec) {
        this.name = name;
        this.database = database;
        this.state = state;
        this.spec = spec;
    }

    /**
     * What the database has of a table.
     *
     * @param oid its number there; a table that is created again has another
     * @param id ours, or nothing where no output writes it
     * @param created whether it was created for the output
     */
    private record State(
            String schema,
            String table,
            long oid,
            @Nullable String id,
            @Nullable String pipeline,
            @Nullable String output,
            boolean created) {}

    /** Loads the table, or nothing where there is none. */
    static @Nullable PostgresTable find(Postgres database, String name) {
        Postgres.Name parsed = Postgres.Name.parse(name);
        State found = database.inTransaction("open table " + parsed.table(), connection -> state(connection, parsed));
        return found == null ? null : new PostgresTable(name, database, found, null);
    }

    /** Loads the table, creating it as the spec says where there is none, and notes that the spec's output writes it. */
    static PostgresTable loadOrCreate(Postgres database, TableSpec spec) {
        Postgres.Name parsed = Postgres.Name.parse(spec.name());
        return database.inTransaction("open table " + parsed.table(), connection -> {
            lockCatalog(connection);
            String schema = schema(connection, parsed);
            createOwn(connection, schema);
            boolean created = state(connection, parsed) == null;
            if (created) {
                execute(connection, create(schema, parsed.table(), spec));
            }
            State found = requireThere(state(connection, parsed), spec);
            if (found.id == null) {
                register(connection, found, spec, created);
                found = requireThere(state(connection, parsed), spec);
            }
            return new PostgresTable(spec.name(), database, found, spec);
        });
    }

    private static State requireThere(@Nullable State found, TableSpec spec) {
        if (found == null) {
            throw new IllegalStateException("Cannot create table " + spec.name() + ", it is not there afterwards");
        }
        return found;
    }

    /**
     * Drops the table where it was created for its output; one that was there before is left as it is, and forgotten.
     *
     * @return whether it was dropped
     */
    static boolean drop(Postgres database, String name) {
        Postgres.Name parsed = Postgres.Name.parse(name);
        return database.inTransaction("drop table " + parsed.table(), connection -> {
            State found = state(connection, parsed);
            if (found == null || found.id == null) {
                return false;
            }
            for (String stage : stages(connection, found.schema, PostgresStage.prefix(found.table))) {
                execute(connection, "DROP TABLE IF EXISTS " + new PostgresStage(found.schema, stage).sql());
            }
            if (found.created) {
                execute(connection, "DROP TABLE " + sql(found.schema, found.table));
            }
            forget(connection, found);
            return found.created;
        });
    }

    /** Why no table of the spec can be made; empty when it can. */
    static List<String> obstacles(TableSpec spec) {
        List<String> obstacles = new ArrayList<>();
        for (StructField field : spec.columns().fields()) {
            if (PostgresTypes.of(field.dataType()) == null) {
                obstacles.add("PostgreSQL has no type for column " + TableSpec.describe(field)
                        + ", select a part of it or its text: " + String.join(", ", PostgresTypes.known()));
            }
            if (field.name().getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
                obstacles.add("the name of a column is longer than " + LONGEST_NAME + " bytes, give it another: "
                        + field.name());
            }
            if (field.name().toLowerCase(Locale.ROOT).startsWith(RESERVED)) {
                obstacles.add("names of columns that begin with " + RESERVED + " are ours: " + field.name());
            }
        }
        Postgres.Name parsed = Postgres.Name.parse(spec.name());
        if (parsed.table().length() > LONGEST_NAME
                || String.valueOf(parsed.schema()).length() > LONGEST_NAME) {
            obstacles.add("its name is longer than " + LONGEST_NAME + " characters");
        }
        obstacles.addAll(spec.keyColumns().obstacles(spec.columns()));
        return obstacles;
    }

    private static String create(String schema, String table, TableSpec spec) {
        int[] key = spec.keyColumns().positions(spec.columns(), spec.name());
        StringBuilder sql = new StringBuilder("CREATE TABLE " + sql(schema, table) + " (");
        for (StructField field : spec.columns().fields()) {
            sql.append(Postgres.quoted(field.name()))
                    .append(' ')
                    .append(PostgresTypes.of(field.dataType()))
                    .append(", ");
        }
        List<String> names = Arrays.stream(key)
                .mapToObj(i -> spec.columns().fields()[i].name())
                .toList();
        return sql.append("PRIMARY KEY (").append(quoted(names)).append("))").toString();
    }

    private static String sql(String schema, String table) {
        return Postgres.quoted(schema) + "." + Postgres.quoted(table);
    }

    private String sql() {
        return sql(state.schema, state.table);
    }

    private static String quoted(List<String> names) {
        return names.stream().map(Postgres::quoted).collect(Collectors.joining(", "));
    }

    /** Of two who create the first tables at the same time, one waits. */
    private static void lockCatalog(Connection connection) throws SQLException {
        execute(connection, "SELECT pg_advisory_xact_lock(hashtext('penstock'))");
    }

    private static void createOwn(Connection connection, String schema) throws SQLException {
        execute(
                connection,
                "CREATE TABLE IF NOT EXISTS " + sql(schema, TABLES)
                        + " (table_name text PRIMARY KEY, table_oid bigint NOT NULL, id text NOT NULL, pipeline text NOT NULL,"
                        + " output text NOT NULL, created boolean NOT NULL, since timestamptz NOT NULL DEFAULT now())");
        execute(
                connection,
                "CREATE TABLE IF NOT EXISTS " + sql(schema, COMMITS)
                        + " (table_name text NOT NULL, pipeline text NOT NULL, query text NOT NULL, incarnation text NOT NULL,"
                        + " batch bigint NOT NULL, rows bigint NOT NULL, committed timestamptz NOT NULL DEFAULT now(),"
                        + " PRIMARY KEY (table_name, pipeline, query))");
    }

    private static String schema(Connection connection, Postgres.Name parsed) throws SQLException {
        String schema = first(connection, "SELECT coalesce(?::text, current_schema()::text)", parsed.schema());
        if (schema == null) {
            throw new IllegalStateException("Cannot find a schema for table " + parsed.table()
                    + ", the user's search path has none: write schema.name");
        }
        return schema;
    }

    private static @Nullable State state(Connection connection, Postgres.Name parsed) throws SQLException {
        String schema = schema(connection, parsed);
        String found = first(
                connection,
                "SELECT c.oid::bigint FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                        + " WHERE n.nspname = ? AND c.relname = ? AND c.relkind IN ('r', 'p')",
                schema,
                parsed.table());
        if (found == null) {
            return null;
        }
        long oid = Long.parseLong(found);
        State unknown = new State(schema, parsed.table(), oid, null, null, null, false);
        if (first(connection, "SELECT to_regclass(?)::text", sql(schema, TABLES)) == null) {
            return unknown;
        }
        String query = "SELECT id, pipeline, output, created FROM " + sql(schema, TABLES)
                + " WHERE table_name = ? AND table_oid = ?";
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, parsed.table());
            statement.setLong(2, oid);
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? new State(
                                schema,
                                parsed.table(),
                                oid,
                                row.getString(1),
                                row.getString(2),
                                row.getString(3),
                                row.getBoolean(4))
                        : unknown;
            }
        }
    }

    private static void register(Connection connection, State table, TableSpec spec, boolean created)
            throws SQLException {
        forget(connection, table);
        String sql = "INSERT INTO " + sql(table.schema, TABLES)
                + " (table_name, table_oid, id, pipeline, output, created) VALUES (?, ?, ?, ?, ?, ?)";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, table.table);
            statement.setLong(2, table.oid);
            statement.setString(3, UUID.randomUUID().toString());
            statement.setString(4, spec.pipeline());
            statement.setString(5, spec.output());
            statement.setBoolean(6, created);
            statement.executeUpdate();
        }
    }

    /** Also what was noted of another table of this name, that is no more. */
    private static void forget(Connection connection, State table) throws SQLException {
        for (String own : List.of(COMMITS, TABLES)) {
            update(connection, "DELETE FROM " + sql(table.schema, own) + " WHERE table_name = ?", table.table);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String uuid() {
        return state.id == null ? "none" : state.id;
    }

    @Override
    public boolean ownedBy(TableSpec wanted) {
        return wanted.pipeline().equals(state.pipeline) && wanted.output().equals(state.output);
    }

    @Override
    public String owner() {
        return state.pipeline == null ? NOBODY : state.pipeline + "." + state.output;
    }

    /** A column of the table. @param optional whether a row may leave it out */
    private record Column(String name, String type, boolean notNull, boolean optional, boolean generated) {}

    @Override
    public List<String> differences(TableSpec wanted) {
        return database.inTransaction("look at table " + state.table, connection -> {
            Map<String, Column> columns = columns(connection);
            List<String> differences = new ArrayList<>();
            int[] key = wanted.keyColumns().positions(wanted.columns(), name);
            StructField[] fields = wanted.columns().fields();
            for (int i = 0; i < fields.length; i++) {
                Column found = columns.remove(fields[i].name());
                boolean ofKey = Arrays.binarySearch(key, i) >= 0;
                if (found == null) {
                    differences.add("the table has no column " + TableSpec.describe(fields[i]));
                } else if (!PostgresTypes.takes(found.type, fields[i].dataType())) {
                    differences.add("the table has column %s of type %s, the output has %s, which needs %s"
                            .formatted(
                                    found.name,
                                    found.type,
                                    TableSpec.describe(fields[i]),
                                    PostgresTypes.of(fields[i].dataType())));
                } else if (found.generated) {
                    differences.add("the table computes column " + found.name + " by itself");
                } else if (found.notNull && !ofKey) {
                    differences.add("the table's column " + found.name + " is NOT NULL, the output's may be NULL");
                }
            }
            columns.values().stream()
                    .filter(column -> !column.optional)
                    .forEach(column -> differences.add("the table's column " + column.name
                            + " has to be given, the output has none of that name"));
            List<String> names =
                    Arrays.stream(key).mapToObj(i -> fields[i].name()).toList();
            if (differences.isEmpty() && index(connection, names) == Index.NONE) {
                differences.add(
                        "the table has no primary key or unique index of exactly the key's columns: %s. Create one: CREATE UNIQUE INDEX ON %s (%s)"
                                .formatted(String.join(", ", names), sql(), quoted(names)));
            }
            return differences;
        });
    }

    private Map<String, Column> columns(Connection connection) throws SQLException {
        String sql = "SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,"
                + " NOT a.attnotnull OR a.atthasdef OR a.attidentity <> '', a.attgenerated <> '' OR a.attidentity = 'a'"
                + " FROM pg_attribute a WHERE a.attrelid = ?::oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum";
        Map<String, Column> columns = new LinkedHashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, state.oid);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    columns.put(
                            rows.getString(1),
                            new Column(
                                    rows.getString(1),
                                    rows.getString(2),
                                    rows.getBoolean(3),
                                    rows.getBoolean(4),
                                    rows.getBoolean(5)));
                }
            }
        }
        return columns;
    }

    /** What tells rows with equal keys apart. */
    private enum Index {
        NONE,
        /** Its columns cannot be NULL, or rows with NULL in them are all different. */
        WITHOUT_NULLS,
        /** NULL is a value like others. */
        WITH_NULLS
    }

    private Index index(Connection connection, List<String> key) throws SQLException {
        boolean nulls = connection.getMetaData().getDatabaseMajorVersion() >= NULLS_NOT_DISTINCT_SINCE;
        String sql = "SELECT i.indisprimary, " + (nulls ? "i.indnullsnotdistinct" : "false")
                + ", array_agg(a.attname::text), bool_or(a.attnotnull) FROM pg_index i"
                + " CROSS JOIN LATERAL generate_series(0, i.indnkeyatts - 1) AS n"
                + " JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[n]"
                + " WHERE i.indrelid = ?::oid AND i.indisunique AND i.indisvalid AND i.indimmediate"
                + " AND i.indpred IS NULL AND i.indexprs IS NULL GROUP BY i.indexrelid, 1, 2";
        Index best = Index.NONE;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, state.oid);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    Array array = rows.getArray(3);
                    List<String> columns = List.of((String[]) array.getArray());
                    if (columns.size() == key.size() && Set.copyOf(columns).equals(Set.copyOf(key))) {
                        boolean withNulls = rows.getBoolean(2) && !rows.getBoolean(1) && !rows.getBoolean(4);
                        best = withNulls || best == Index.WITH_NULLS ? Index.WITH_NULLS : Index.WITHOUT_NULLS;
                    }
                }
            }
        }
        return best;
    }

    @Override
    public @Nullable BatchIdentity lastBatch(String pipeline, String query) {
        return database.inTransaction(
                "look at table " + state.table, connection -> lastBatch(connection, pipeline, query));
    }

    private @Nullable BatchIdentity lastBatch(Connection connection, String pipeline, String query)
            throws SQLException {
        if (state.id == null) {
            return null;
        }
        String sql = "SELECT incarnation, batch FROM " + sql(state.schema, COMMITS)
                + " WHERE table_name = ? AND pipeline = ? AND query = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, state.table);
            statement.setString(2, pipeline);
            statement.setString(3, query);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? new BatchIdentity(pipeline, query, row.getString(1), row.getLong(2)) : null;
            }
        }
    }

    @Override
    public RowWriterFactory writerFactory() {
        RowWriterFactory made = writers;
        if (made == null) {
            made = makeWriters();
            writers = made;
        }
        return made;
    }

    private RowWriterFactory makeWriters() {
        TableSpec known = spec;
        if (known == null) {
            throw new IllegalStateException("Cannot write to table " + name + ", nothing is known of its output");
        }
        List<String> key = Arrays.stream(known.keyColumns().positions(known.columns(), name))
                .mapToObj(i -> known.columns().fields()[i].name())
                .toList();
        boolean nullKeys = database.inTransaction(
                "look at table " + state.table, connection -> index(connection, key) == Index.WITH_NULLS);
        return new PostgresWriterFactory(
                database.settings(), state.schema, state.table, known.columns(), key, nullKeys);
    }

    @Override
    public FilesRecord pack(List<String> files) {
        return new FilesRecord(name, uuid(), files);
    }

    @Override
    public boolean commit(BatchIdentity identity, FilesRecord files, Runnable step) {
        if (files.hasNoFiles()) {
            return false;
        }
        List<Part> parts = files.files().stream().map(Part::parse).toList();
        boolean added = database.inTransaction(
                "commit " + identity + " to table " + state.table,
                connection -> merge(connection, identity, files, parts));
        step.run();
        dropStages(identity, identity.batch());
        return added;
    }

    private boolean merge(Connection connection, BatchIdentity identity, FilesRecord files, List<Part> parts)
            throws SQLException {
        String id = first(
                connection,
                "SELECT id FROM " + sql(state.schema, TABLES) + " WHERE table_name = ? FOR UPDATE",
                state.table);
        if (!files.tableUuid().equals(id) || !files.tableUuid().equals(state.id)) {
            throw new IllegalStateException(
                    "Cannot commit " + identity + " to table " + name + ", it was dropped and created again");
        }
        BatchIdentity last = lastBatch(connection, identity.pipeline(), identity.query());
        if (last != null && !last.incarnation().equals(identity.incarnation())) {
            throw new ForeignBatchException("Cannot commit " + identity + " to table " + name
                    + ", it holds batches of incarnation " + last.incarnation());
        }
        if (last != null && last.batch() >= identity.batch()) {
            return false;
        }
        PostgresStage stage = PostgresStage.of(state.schema, state.table, identity);
        requireStaged(connection, identity, stage, parts);
        note(connection, identity, mergeRows(connection, stage, parts));
        return true;
    }

    /** A prepared batch is not computed again: without its rows it cannot be completed. */
    private void requireStaged(Connection connection, BatchIdentity identity, PostgresStage stage, List<Part> parts)
            throws SQLException {
        long prepared = parts.stream().mapToLong(Part::rows).sum();
        long staged = 0;
        if (first(connection, "SELECT to_regclass(?)::text", stage.sql()) != null) {
            try (PreparedStatement statement =
                    connection.prepareStatement("SELECT count(*) FROM " + stage.sql() + " s " + ofParts())) {
                setParts(connection, statement, parts);
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    staged = row.getLong(1);
                }
            }
        }
        if (staged != prepared) {
            throw new IllegalStateException(
                    "Cannot commit %s to table %s, %d rows were prepared and its stage %s holds %d of them. Put it back as it was, or start over with: penstock reset %s"
                            .formatted(identity, name, prepared, stage.name(), staged, identity.pipeline()));
        }
    }

    private static String ofParts() {
        // names that no column of an output has
        return "JOIN unnest(?, ?) AS p(%1$s_of, %2$s_of) ON s.%1$s = p.%1$s_of AND s.%2$s = p.%2$s_of"
                .formatted(PostgresStage.RUN, PostgresStage.TASK);
    }

    private static void setParts(Connection connection, PreparedStatement statement, List<Part> parts)
            throws SQLException {
        statement.setArray(
                1,
                connection.createArrayOf("text", parts.stream().map(Part::run).toArray()));
        statement.setArray(
                2,
                connection.createArrayOf("text", parts.stream().map(Part::task).toArray()));
    }

    /** @return how many rows there are in the table now that were not there as they are */
    private long mergeRows(Connection connection, PostgresStage stage, List<Part> parts) throws SQLException {
        List<String> columns = parts.get(0).columns();
        List<String> key = parts.get(0).key();
        Set<String> rest = new LinkedHashSet<>(columns);
        key.forEach(rest::remove);
        String replace = rest.isEmpty()
                ? "NOTHING"
                : rest.stream()
                        .map(column -> "%1$s = EXCLUDED.%1$s".formatted(Postgres.quoted(column)))
                        .collect(Collectors.joining(", ", "UPDATE SET ", ""));
        String sql = "INSERT INTO " + sql() + " AS t (" + quoted(columns) + ") SELECT DISTINCT ON (" + quoted(key)
                + ") "
                + quoted(columns) + " FROM " + stage.sql() + " s " + ofParts() + " ORDER BY " + quoted(key) + ", "
                + PostgresStage.OFFSET + " DESC, " + PostgresStage.NUMBER + " DESC ON CONFLICT (" + quoted(key)
                + ") DO " + replace;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            setParts(connection, statement, parts);
            return statement.executeLargeUpdate();
        }
    }

    private void note(Connection connection, BatchIdentity identity, long rows) throws SQLException {
        String sql = "INSERT INTO " + sql(state.schema, COMMITS)
                + " (table_name, pipeline, query, incarnation, batch, rows) VALUES (?, ?, ?, ?, ?, ?)"
                + " ON CONFLICT (table_name, pipeline, query) DO UPDATE SET incarnation = EXCLUDED.incarnation,"
                + " batch = EXCLUDED.batch, rows = EXCLUDED.rows, committed = now()";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, state.table);
            statement.setString(2, identity.pipeline());
            statement.setString(3, identity.query());
            statement.setString(4, identity.incarnation());
            statement.setLong(5, identity.batch());
            statement.setLong(6, rows);
            statement.executeUpdate();
        }
    }

    @Override
    public int deleteOrphans(BatchIdentity identity, String keptRun) {
        PostgresStage stage = PostgresStage.of(state.schema, state.table, identity);
        boolean kept = database.inTransaction("look at table " + state.table, connection -> {
            return first(connection, "SELECT to_regclass(?)::text", stage.sql()) != null
                    && first(
                                    connection,
                                    "SELECT 1 FROM " + stage.sql() + " WHERE " + PostgresStage.RUN + " = ? LIMIT 1",
                                    keptRun)
                            != null;
        });
        // rows of other runs in a stage that is kept are left out of the merge, and go with it
        return dropStages(identity, kept ? identity.batch() - 1 : identity.batch());
    }

    @Override
    public void deleteFiles(BatchIdentity identity, String run) {
        PostgresStage stage = PostgresStage.of(state.schema, state.table, identity);
        database.inTransaction("clean up beside table " + state.table, connection -> {
            if (first(connection, "SELECT to_regclass(?)::text", stage.sql()) != null) {
                return update(connection, "DELETE FROM " + stage.sql() + " WHERE " + PostgresStage.RUN + " = ?", run);
            }
            return 0;
        });
    }

    /**
     * Drops the stages of a query's batches up to one. A stage in which a stopped process still writes is left for the next batch to
     * drop.
     */
    private int dropStages(BatchIdentity identity, long last) {
        String prefix = PostgresStage.prefix(state.table, identity);
        return database.inTransaction("clean up beside table " + state.table, connection -> {
            int dropped = 0;
            execute(connection, "SET LOCAL lock_timeout = '500ms'");
            for (String stage : stages(connection, state.schema, prefix)) {
                if (Long.parseLong(stage.substring(prefix.length())) <= last) {
                    Savepoint before = connection.setSavepoint();
                    try {
                        execute(connection, "DROP TABLE IF EXISTS " + new PostgresStage(state.schema, stage).sql());
                        dropped++;
                    } catch (SQLException e) {
                        connection.rollback(before);
                    }
                }
            }
            return dropped;
        });
    }

    private static List<String> stages(Connection connection, String schema, String prefix) throws SQLException {
        String sql = "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                + " WHERE n.nspname = ? AND left(c.relname, ?) = ? AND c.relkind = 'r' ORDER BY 1";
        List<String> names = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, schema);
            statement.setInt(2, prefix.length());
            statement.setString(3, prefix);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            }
        }
        return names;
    }

    @Override
    public void expireSnapshots(long olderThanEpochMillis, int retainNewest) {
        // there are none
    }

    /**
     * How Spark's JDBC source reads the table as it is now. The password is in the clear.
     *
     * @param columns those that are wanted
     */
    public Map<String, String> readerOptions(StructType columns) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("driver", org.postgresql.Driver.class.getName());
        options.put("url", database.settings().url());
        options.put("user", database.settings().user());
        if (database.settings().password() != null) {
            options.put("password", database.settings().password());
        }
        options.put("dbtable", "(SELECT " + quoted(List.of(columns.fieldNames())) + " FROM " + sql() + ") AS t");
        options.put("fetchsize", "10000");
        options.put("preferTimestampNTZ", "true");
        return options;
    }

    /** What it is called beside others: {@code table hits of database app at host/db}. */
    public String describe() {
        return "table " + state.table + " of " + database.settings();
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static int update(Connection connection, String sql, String parameter) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, parameter);
            return statement.executeUpdate();
        }
    }

    /** The first column of the first row; nothing where there is none, or it is NULL. */
    private static @Nullable String first(Connection connection, String sql, @Nullable String... parameters)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getString(1) : null;
            }
        }
    }
}
