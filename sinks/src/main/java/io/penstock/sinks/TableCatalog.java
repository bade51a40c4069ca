package io.penstock.sinks;

import io.penstock.pipeline.StoredAs;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.spark.sql.catalyst.catalog.CatalogTable;
import org.jspecify.annotations.Nullable;

/**
 * The catalog of the tables: one of Iceberg's with a warehouse folder, a Hive Metastore for Hive tables, and the databases that
 * outputs are written to, whose tables are named {@code database:table} here. The one place that knows its settings, for Spark sessions and for commits alike.
 *
 * <p>A name stands for one table, whichever of the two has it.
 */
public final class TableCatalog {

    /** The catalog's name in Spark SQL; it is the default catalog, so that nobody has to type it. */
    public static final String NAME = "penstock";

    private static final String DEFAULT_NAMESPACE = "default";

    private final Map<String, String> properties;
    private final Catalog catalog;
    private final @Nullable String metastore;
    private final Map<String, Postgres> databases = new LinkedHashMap<>();

    private TableCatalog(
            Map<String, String> properties,
            Catalog catalog,
            @Nullable String metastore,
            Map<String, DatabaseSettings> databases) {
        this.properties = properties;
        this.catalog = catalog;
        this.metastore = metastore;
        new TreeMap<>(databases).forEach((name, settings) -> this.databases.put(name, new Postgres(settings)));
    }

    /**
     * Properties of a catalog in an SQLite file, which is created at the first use: for one machine.
     *
     * @param file in a folder that is there
     */
    public static Map<String, String> sqlite(Path file) {
        return Map.of(
                "type",
                "jdbc",
                "uri",
                // a reader waits for a writer's lock instead of failing; commits take some 100 ms
                "jdbc:sqlite:" + file.toAbsolutePath() + "?busy_timeout=30000&journal_mode=WAL",
                "jdbc.schema-version",
                "V1");
    }

    /**
     * Opens a catalog.
     *
     * @param catalog properties of Iceberg's catalog, as its documentation has them
     * @param warehouse folder of the tables' files
     * @param hadoop settings of the file systems
     * @param metastore address of a Hive Metastore, {@code thrift://host:port}; it is connected to when a Hive table is used
     */
    public static TableCatalog open(
            Map<String, String> catalog, URI warehouse, @Nullable String metastore, Configuration hadoop) {
        return open(catalog, warehouse, metastore, Map.of(), hadoop);
    }

    /**
     * The same, with databases that outputs are written to. They are connected to when one is.
     *
     * @param databases by the name that pipelines have for them
     */
    public static TableCatalog open(
            Map<String, String> catalog,
            URI warehouse,
            @Nullable String metastore,
            Map<String, DatabaseSettings> databases,
            Configuration hadoop) {
        Map<String, String> properties = new LinkedHashMap<>(catalog);
        properties.putIfAbsent("warehouse", warehouse.toString()); // a REST catalog may have a name for it
        // Iceberg's own client of S3 would need settings and an identity beside those of the file systems
        properties.putIfAbsent("io-impl", "org.apache.iceberg.hadoop.HadoopFileIO");
        // for Glue; Iceberg's default is not among the libraries of lib/aws
        properties.putIfAbsent("http-client.type", "urlconnection");
        // Spark's cached tables would hide rows that another session or process commits
        properties.put("cache-enabled", "false");
        Catalog opened = CatalogUtil.buildIcebergCatalog(NAME, properties, hadoop);
        return new TableCatalog(Map.copyOf(properties), opened, metastore, databases);
    }

    /** The settings under which a Spark session sees this catalog, as its default. */
    public Map<String, String> sparkSettings() {
        Map<String, String> settings = new LinkedHashMap<>();
        String prefix = "spark.sql.catalog." + NAME;
        settings.put(prefix, MergedCatalog.class.getName());
        properties.forEach((key, value) -> settings.put(prefix + "." + key, value));
        settings.put(prefix + ".default-namespace", DEFAULT_NAMESPACE);
        settings.put("spark.sql.defaultCatalog", NAME);
        settings.put(
                "spark.sql.extensions",
                "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions," + HiveScans.class.getName());
        if (metastore != null) {
            settings.put(MergedCatalog.METASTORE_SETTING, metastore);
        }
        return settings;
    }

    /** Makes sure that a table named without a namespace has one to live in. */
    public void createDefaultNamespace() {
        createNamespace(Namespace.of(DEFAULT_NAMESPACE));
    }

    /**
     * Loads a table, or nothing where there is none.
     *
     * @throws DatabaseUnavailableException when it is one of a database that does not answer
     * @throws UnknownDatabaseException when it is one of a database that the profile does not have
     */
    public @Nullable OutputTable find(String name) {
        if (Postgres.Name.isOne(name)) {
            return PostgresTable.find(database(name), name);
        }
        IcebergTable iceberg = IcebergTable.find(this, name);
        return iceberg != null ? iceberg : findHive(name);
    }

    private Postgres database(String table) {
        String name = Postgres.Name.parse(table).database();
        Postgres found = databases.get(name);
        if (found == null) {
            throw new UnknownDatabaseException("Cannot open table %s, %s. Take a profile that has it below databases"
                    .formatted(table, unknown(name)));
        }
        return found;
    }

    private String unknown(String database) {
        return databases.isEmpty()
                ? "there is no profile, or it has no database " + database
                : "the profile has no database %s, there are: %s"
                        .formatted(database, String.join(", ", databases.keySet()));
    }

    private @Nullable HiveTable findHive(String name) {
        if (metastore == null) {
            return null;
        }
        HiveMetastore hive = HiveMetastore.at(metastore);
        CatalogTable table = hive.reachable() ? hive.find(identifier(name)) : null;
        return table == null ? null : new HiveTable(name, table, hive.conf());
    }

    /**
     * Loads a table that is there.
     *
     * @throws MetastoreUnavailableException when it may be one of the metastore, which does not answer
     */
    public OutputTable load(String name) {
        OutputTable found = find(name);
        if (found == null) {
            if (metastore != null) {
                requireReachable(name);
            }
            throw new IllegalStateException("Cannot load table " + name + ", it does not exist");
        }
        return found;
    }

    /** Why no table of the spec can be made here, whether or not one exists; empty when it can. */
    public List<String> obstacles(TableSpec spec) {
        if (Postgres.Name.isOne(spec.name())) {
            String database = Postgres.Name.parse(spec.name()).database();
            // without a profile, the pipeline may still be right for one
            return databases.isEmpty() || databases.containsKey(database)
                    ? PostgresTable.obstacles(spec)
                    : List.of(unknown(database));
        }
        if (spec.storedAs() == null) {
            return spec.keyColumns().obstacles(spec.columns());
        }
        if (metastore == null) {
            return List.of("there is no Hive Metastore to keep it in");
        }
        HiveMetastore hive = HiveMetastore.at(metastore);
        return HiveTable.obstacles(spec, hive.reachable() ? hive.storageScheme() : null);
    }

    /**
     * Loads a table, creating it as the spec says where there is none.
     *
     * @throws MetastoreUnavailableException when a Hive table is asked for and no metastore serves
     * @throws DatabaseUnavailableException when one of a database is asked for that does not answer
     */
    public OutputTable loadOrCreate(TableSpec spec) {
        if (Postgres.Name.isOne(spec.name())) {
            return PostgresTable.loadOrCreate(database(spec.name()), spec);
        }
        StoredAs storedAs = spec.storedAs();
        if (storedAs == null) {
            return IcebergTable.loadOrCreate(this, spec);
        }
        requireReachable(spec.name());
        OutputTable found = findHive(spec.name());
        if (found == null) {
            HiveMetastore.at(metastore).create(identifier(spec.name()), spec, storedAs);
        }
        return load(spec.name());
    }

    private void requireReachable(String table) {
        if (metastore == null || !HiveMetastore.at(metastore).reachable()) {
            throw new MetastoreUnavailableException(
                    "Cannot open table " + table + ", the Hive Metastore does not answer: " + metastore);
        }
    }

    /** Drops a table with its files; one of a database only where it was created for its output. @return whether there was one */
    public boolean drop(String name) {
        if (Postgres.Name.isOne(name)) {
            return PostgresTable.drop(database(name), name);
        }
        if (IcebergTable.drop(this, name)) {
            return true;
        }
        boolean found = metastore != null && findHive(name) != null;
        if (found) {
            HiveMetastore.at(metastore).drop(identifier(name));
        }
        return found;
    }

    Catalog iceberg() {
        return catalog;
    }

    void createNamespace(Namespace namespace) {
        SupportsNamespaces namespaces = (SupportsNamespaces) catalog;
        if (!namespaces.namespaceExists(namespace)) {
            namespaces.createNamespace(namespace);
        }
    }

    static TableIdentifier identifier(String name) {
        TableIdentifier identifier = TableIdentifier.parse(name);
        return identifier.hasNamespace() ? identifier : TableIdentifier.of(DEFAULT_NAMESPACE, name);
    }
}
