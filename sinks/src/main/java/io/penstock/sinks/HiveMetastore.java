package io.penstock.sinks;

import io.penstock.pipeline.StoredAs;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.catalyst.catalog.CatalogDatabase;
import org.apache.spark.sql.catalyst.catalog.CatalogStorageFormat;
import org.apache.spark.sql.catalyst.catalog.CatalogTable;
import org.apache.spark.sql.catalyst.catalog.CatalogTableType;
import org.apache.spark.sql.hive.HiveExternalCatalog;
import org.apache.spark.sql.internal.HiveSerDe;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.Some;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A Hive Metastore, over Thrift. Connects at the first call, so that a metastore that nobody uses need not be there.
 *
 * <p><b>Threads:</b> safe; one call at a time. One instance a process and address.
 */
final class HiveMetastore {

    static final String UUID_PROPERTY = "penstock.uuid";
    private static final String PROVIDER = "hive";
    private static final int CONNECT_MILLIS = 2_000;

    private static final Map<String, HiveMetastore> INSTANCES = new ConcurrentHashMap<>();

    private final String uri;
    private final Configuration conf;
    private final HiveExternalCatalog catalog;

    private HiveMetastore(String uri) {
        this.uri = uri;
        this.conf = new Configuration();
        conf.set("hive.metastore.uris", uri);
        // whoever waits for a metastore that is away waits a few seconds, and is told
        conf.set("hive.metastore.connect.retries", "2");
        conf.set("hive.metastore.failure.retries", "1");
        conf.set("hive.metastore.client.connect.retry.delay", "1");
        conf.set("hive.metastore.client.socket.timeout", "30");
        this.catalog = new HiveExternalCatalog(new SparkConf(), conf);
    }

    static HiveMetastore at(String uri) {
        return INSTANCES.computeIfAbsent(uri, HiveMetastore::new);
    }

    Configuration conf() {
        return conf;
    }

    /** Whether something listens at the address. */
    boolean reachable() {
        URI address = URI.create(uri.split(",", 2)[0]);
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address.getHost(), address.getPort()), CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Nullable
    CatalogTable find(TableIdentifier name) {
        String database = name.namespace().toString();
        return name.namespace().length() == 1 && catalog.tableExists(database, name.name())
                ? catalog.getTable(database, name.name())
                : null;
    }

    /** The kind of storage that new tables lie on, such as {@code file} or {@code hdfs}. */
    String storageScheme() {
        String scheme = catalog.getDatabase("default").locationUri().getScheme();
        return scheme == null ? "file" : scheme;
    }

    boolean databaseExists(String name) {
        return catalog.databaseExists(name);
    }

    List<String> databases() {
        return CollectionConverters.asJava(catalog.listDatabases());
    }

    List<String> tables(String database) {
        return catalog.databaseExists(database) ? CollectionConverters.asJava(catalog.listTables(database)) : List.of();
    }

    void create(TableIdentifier name, TableSpec spec, StoredAs storedAs) {
        String database = name.namespace().toString();
        if (!catalog.databaseExists(database)) {
            URI parent = catalog.getDatabase("default").locationUri();
            URI location = URI.create(parent.toString().replaceFirst("/*$", "/") + database + ".db");
            catalog.createDatabase(
                    new CatalogDatabase(database, "", location, scala.collection.immutable.Map$.MODULE$.empty()), true);
        }
        catalog.createTable(describe(name, spec, storedAs), true);
    }

    private static CatalogTable describe(TableIdentifier name, TableSpec spec, StoredAs storedAs) {
        HiveSerDe serde = HiveSerDe.sourceToSerDe(storedAs.name().toLowerCase(Locale.ROOT))
                .get();
        CatalogStorageFormat empty = CatalogStorageFormat.empty();
        CatalogStorageFormat storage = empty.copy(
                Option.empty(),
                serde.inputFormat(),
                serde.outputFormat(),
                serde.serde().isDefined()
                        ? serde.serde()
                        : new Some<>("org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe"),
                false,
                empty.properties());
        Map<String, String> properties = Map.of(
                TableSpec.PIPELINE_PROPERTY,
                spec.pipeline(),
                TableSpec.OUTPUT_PROPERTY,
                spec.output(),
                UUID_PROPERTY,
                UUID.randomUUID().toString());
        return new CatalogTable(
                new org.apache.spark.sql.catalyst.TableIdentifier(
                        name.name(), new Some<>(name.namespace().toString())),
                CatalogTableType.MANAGED(),
                storage,
                spec.columns(),
                new Some<>(PROVIDER),
                CatalogTable.apply$default$6(),
                CatalogTable.apply$default$7(),
                System.getProperty("user.name"),
                System.currentTimeMillis(),
                CatalogTable.apply$default$10(),
                CatalogTable.apply$default$11(),
                scala.collection.immutable.Map.from(CollectionConverters.asScala(properties)),
                CatalogTable.apply$default$13(),
                CatalogTable.apply$default$14(),
                CatalogTable.apply$default$15(),
                CatalogTable.apply$default$16(),
                CatalogTable.apply$default$17(),
                CatalogTable.apply$default$18(),
                CatalogTable.apply$default$19(),
                CatalogTable.apply$default$20(),
                CatalogTable.apply$default$21());
    }

    void drop(TableIdentifier name) {
        catalog.dropTable(name.namespace().toString(), name.name(), true, false);
    }
}
