package io.penstock.sinks;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * The catalog of the tables: Iceberg's JDBC catalog on SQLite and a warehouse folder. The one place that knows its settings,
 * for Spark sessions and for commits alike.
 */
public final class TableCatalog {

    /** The catalog's name in Spark SQL; it is the default catalog, so that nobody has to type it. */
    public static final String NAME = "penstock";

    private static final String DEFAULT_NAMESPACE = "default";

    private final Map<String, String> properties;
    private final Catalog catalog;

    private TableCatalog(Map<String, String> properties, Catalog catalog) {
        this.properties = properties;
        this.catalog = catalog;
    }

    /** Opens the local catalog, creating its file at the first use. */
    public static TableCatalog local(Path catalogFile, Path warehouse) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("type", "jdbc");
        // a reader waits for a writer's lock instead of failing; commits take some 100 ms
        properties.put("uri", "jdbc:sqlite:" + catalogFile.toAbsolutePath() + "?busy_timeout=30000&journal_mode=WAL");
        properties.put("jdbc.schema-version", "V1");
        properties.put("warehouse", warehouse.toUri().toString());
        // Spark's cached tables would hide rows that another session or process commits
        properties.put("cache-enabled", "false");
        Catalog catalog = CatalogUtil.buildIcebergCatalog(NAME, properties, new Configuration());
        return new TableCatalog(Map.copyOf(properties), catalog);
    }

    /** The settings under which a Spark session sees this catalog, as its default. */
    public Map<String, String> sparkSettings() {
        Map<String, String> settings = new LinkedHashMap<>();
        String prefix = "spark.sql.catalog." + NAME;
        settings.put(prefix, "org.apache.iceberg.spark.SparkCatalog");
        properties.forEach((key, value) -> settings.put(prefix + "." + key, value));
        settings.put(prefix + ".default-namespace", DEFAULT_NAMESPACE);
        settings.put("spark.sql.defaultCatalog", NAME);
        settings.put("spark.sql.extensions", "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions");
        return settings;
    }

    /** Makes sure that a table named without a namespace has one to live in. */
    public void createDefaultNamespace() {
        createNamespace(Namespace.of(DEFAULT_NAMESPACE));
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
