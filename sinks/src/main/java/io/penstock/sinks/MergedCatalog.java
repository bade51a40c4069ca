package io.penstock.sinks;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.spark.SparkCatalog;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchNamespaceException;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.catalog.CatalogStatistics;
import org.apache.spark.sql.catalyst.catalog.CatalogTable;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.V1Table;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.Some;
import scala.math.BigInt;

/**
 * The catalog of sessions: Iceberg's tables, and behind them those of the Hive Metastore under the same short names. Where
 * both have a name, Iceberg's wins; a pipeline never makes the second one.
 *
 * <p>Hive tables are for reading only; {@link HiveTable} writes them.
 */
public class MergedCatalog extends SparkCatalog {

    static final String METASTORE_SETTING = "spark.sql.catalog." + TableCatalog.NAME + ".metastore";

    @Override
    public Table loadTable(Identifier name) throws NoSuchTableException {
        try {
            return super.loadTable(name);
        } catch (NoSuchTableException e) {
            CatalogTable found = findHive(name);
            if (found == null) {
                throw e;
            }
            return new V1Table(readable(found));
        }
    }

    @Override
    public boolean tableExists(Identifier name) {
        return super.tableExists(name) || findHive(name) != null;
    }

    @Override
    public Identifier[] listTables(String[] namespace) {
        Stream<Identifier> iceberg =
                super.namespaceExists(namespace) ? Arrays.stream(super.listTables(namespace)) : Stream.empty();
        Stream<Identifier> hive = namespace.length != 1
                ? Stream.empty()
                : metastore().stream()
                        .flatMap(metastore -> metastore.tables(namespace[0]).stream())
                        .map(table -> Identifier.of(namespace, table));
        return Stream.concat(iceberg, hive).distinct().toArray(Identifier[]::new);
    }

    @Override
    public boolean namespaceExists(String[] namespace) {
        return super.namespaceExists(namespace)
                || (namespace.length == 1
                        && metastore()
                                .map(metastore -> metastore.databaseExists(namespace[0]))
                                .orElse(false));
    }

    @Override
    public String[][] listNamespaces() {
        Set<List<String>> names = new LinkedHashSet<>();
        Arrays.stream(super.listNamespaces()).map(List::of).forEach(names::add);
        metastore().ifPresent(metastore -> metastore.databases().forEach(name -> names.add(List.of(name))));
        return names.stream().map(name -> name.toArray(String[]::new)).toArray(String[][]::new);
    }

    @Override
    public java.util.Map<String, String> loadNamespaceMetadata(String[] namespace) throws NoSuchNamespaceException {
        return super.namespaceExists(namespace) || !namespaceExists(namespace)
                ? super.loadNamespaceMetadata(namespace)
                : java.util.Map.of();
    }

    private static @Nullable CatalogTable findHive(Identifier name) {
        return metastore()
                .map(metastore -> metastore.find(TableIdentifier.of(Namespace.of(name.namespace()), name.name())))
                .orElse(null);
    }

    /** The metastore, when one is set and listens: a name that Iceberg does not have is mostly a typing error. */
    private static Optional<HiveMetastore> metastore() {
        Option<String> uri = SparkSession.active().conf().getOption(METASTORE_SETTING);
        return uri.isEmpty()
                ? Optional.empty()
                : Optional.of(HiveMetastore.at(uri.get())).filter(HiveMetastore::reachable);
    }

    /** The table in a form that a session without Spark's Hive catalog can plan. */
    private static CatalogTable readable(CatalogTable table) {
        String serde = table.storage().serde().getOrElse(() -> "");
        // Spark's own readers of these formats are several times faster than Hive's
        Option<String> provider = serde.endsWith(".ParquetHiveSerDe")
                ? new Some<>("parquet")
                : serde.endsWith(".OrcSerde") ? new Some<>("orc") : table.provider();
        // its size is not known without listing the folder; as Spark does, take it for large
        CatalogStatistics large = new CatalogStatistics(
                BigInt.apply(Long.MAX_VALUE), Option.empty(), CatalogStatistics.apply$default$3());
        return table.copy(
                table.identifier()
                        .copy(table.identifier().table(), table.identifier().database(), new Some<>(TableCatalog.NAME)),
                table.tableType(),
                table.storage(),
                table.schema(),
                provider,
                table.partitionColumnNames(),
                table.bucketSpec(),
                table.owner(),
                table.createTime(),
                table.lastAccessTime(),
                table.createVersion(),
                table.properties(),
                table.stats().isDefined() ? table.stats() : new Some<>(large),
                table.viewText(),
                table.comment(),
                table.collation(),
                table.unsupportedFeatures(),
                false, // partitions are found in the folder
                table.schemaPreservesCase(),
                table.ignoredProperties(),
                table.viewOriginalText());
    }
}
