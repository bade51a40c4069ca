package io.penstock.sinks;

import io.penstock.pipeline.StoredAs;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.catalyst.catalog.CatalogTable;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampType;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A table of the Hive Metastore, with exactly the columns of its output, that batches are appended to.
 *
 * <p><b>Delivery:</b> exactly once. Tasks write into a folder that readers leave alone. The files of a batch, whose names carry
 * the query, the incarnation, the batch and the task, are moved in one by one, and then the batch's commit record is written
 * into the table's folder: files, rows and offset ranges. A replay removes what else lies under the batch's prefix. A reader may
 * see a part of a batch while it is moved in, and never a row twice after it.
 *
 * <p><b>Storage:</b> file systems that move a file in one step: local ones and HDFS. An object store copies instead; it is
 * refused.
 */
public final class HiveTable implements OutputTable {

    private static final Set<String> ATOMIC_MOVES = Set.of("file", "hdfs", "viewfs");

    private final String name;
    private final CatalogTable table;
    private final Configuration conf;

    HiveTable(String name, CatalogTable table, Configuration conf) {
        this.name = name;
        this.table = table;
        this.conf = conf;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String uuid() {
        return properties().getOrDefault(HiveMetastore.UUID_PROPERTY, "none");
    }

    @Override
    public boolean ownedBy(TableSpec spec) {
        return spec.ownedBy(properties());
    }

    @Override
    public String owner() {
        String pipeline = properties().get(TableSpec.PIPELINE_PROPERTY);
        return pipeline == null ? "nobody" : pipeline + "." + properties().get(TableSpec.OUTPUT_PROPERTY);
    }

    @Override
    public List<String> differences(TableSpec spec) {
        StoredAs wanted = spec.storedAs();
        if (wanted == null) {
            return List.of("it is a Hive table, the output is an Iceberg table");
        }
        List<String> differences = new ArrayList<>();
        if (owner().equals("nobody")) {
            differences.add(
                    "the table was not made by a pipeline, so that its batches could not be told from other rows");
        }
        if (storedAs() != wanted) {
            differences.add("the table is stored as " + serde() + ", the output as " + lowerCase(wanted));
        }
        String actual = columns(table.schema());
        if (!actual.equalsIgnoreCase(columns(spec.columns()))) {
            differences.add(
                    "the table has the columns (%s), the output (%s)".formatted(actual, columns(spec.columns())));
        }
        if (!table.partitionColumnNames().isEmpty()) {
            differences.add("the table is partitioned");
        }
        return differences;
    }

    /**
     * Why no table of the spec can be made; empty when it can.
     *
     * @param scheme of the place it would lie, or nothing where that is not known
     */
    static List<String> obstacles(TableSpec spec, @Nullable String scheme) {
        List<String> obstacles = new ArrayList<>();
        if (scheme != null && !ATOMIC_MOVES.contains(scheme)) {
            obstacles.add("a Hive table cannot be written on " + scheme
                    + ", which copies a file where it should move it in one step; use format: iceberg there");
        }
        for (StructField field : spec.columns().fields()) {
            if (!supports(field.dataType())) {
                obstacles.add("Hive has no type for column " + TableSpec.describe(field));
            }
        }
        return obstacles;
    }

    private static boolean supports(DataType type) {
        if (type instanceof ArrayType array) {
            return supports(array.elementType());
        } else if (type instanceof MapType map) {
            return supports(map.keyType()) && supports(map.valueType());
        } else if (type instanceof StructType struct) {
            return List.of(struct.fields()).stream().allMatch(field -> supports(field.dataType()));
        }
        return type instanceof NumericType
                || type instanceof StringType
                || type instanceof BooleanType
                || type instanceof BinaryType
                || type instanceof DateType
                || type instanceof TimestampType;
    }

    private static String columns(StructType columns) {
        return List.of(columns.fields()).stream()
                .map(TableSpec::describe)
                .reduce((left, right) -> left + ", " + right)
                .orElse("");
    }

    private static String lowerCase(StoredAs storedAs) {
        return storedAs.name().toLowerCase(Locale.ROOT);
    }

    private String serde() {
        return table.storage().serde().getOrElse(() -> "an unknown format");
    }

    private @Nullable StoredAs storedAs() {
        String serde = serde();
        if (serde.endsWith(".LazySimpleSerDe")) {
            return StoredAs.TEXTFILE;
        } else if (serde.endsWith(".ParquetHiveSerDe")) {
            return StoredAs.PARQUET;
        }
        return serde.endsWith(".OrcSerde") ? StoredAs.ORC : null;
    }

    @Override
    public @Nullable BatchIdentity lastBatch(String pipeline, String query) {
        for (String incarnation : folder().incarnations(query)) {
            Long last = folder().lastBatch(query, incarnation);
            if (last != null) {
                return new BatchIdentity(pipeline, query, incarnation, last);
            }
        }
        return null;
    }

    @Override
    public RowWriterFactory writerFactory() {
        StoredAs storedAs = storedAs();
        if (storedAs == null) {
            throw new IllegalStateException("Cannot write table " + name + ", its format is unknown: " + serde());
        }
        return HiveWriterFactory.of(table, root(), storedAs);
    }

    @Override
    public FilesRecord pack(List<String> files) {
        return new FilesRecord(name, uuid(), files);
    }

    @Override
    public boolean commit(BatchIdentity identity, FilesRecord files, Runnable step) {
        if (!uuid().equals(files.tableUuid())) {
            throw new IllegalStateException(
                    "Cannot commit " + identity + " to table " + name + ", it was dropped and created again");
        }
        HiveFolder folder = folder();
        List<String> others = folder.incarnations(identity.query()).stream()
                .filter(incarnation -> !incarnation.equals(identity.incarnation()))
                .toList();
        if (!others.isEmpty()) {
            throw new ForeignBatchException("Cannot commit " + identity + " to table " + name
                    + ", it holds batches of incarnation " + others.get(0));
        }
        if (files.hasNoFiles() || folder.isCommitted(identity)) {
            return false;
        }
        folder.commit(identity, files.files().stream().map(HiveFolder::parse).toList(), step);
        return true;
    }

    @Override
    public int deleteOrphans(BatchIdentity identity, String keptRun) {
        return folder().deleteOtherRuns(identity, keptRun);
    }

    @Override
    public void deleteFiles(BatchIdentity identity, String run) {
        folder().deleteRun(identity, run);
    }

    @Override
    public void expireSnapshots(long olderThanEpochMillis, int retainNewest) {
        // there are none
    }

    /** The commit records of all batches. */
    public List<HiveCommit> commits() {
        return folder().commits();
    }

    /** The table's files by name, as readers see them, with their lengths in bytes. */
    public Map<String, Long> files() {
        return folder().visible();
    }

    private HiveFolder folder() {
        return new HiveFolder(root(), conf);
    }

    private Path root() {
        return new Path(table.location());
    }

    private Map<String, String> properties() {
        return CollectionConverters.asJava(table.properties());
    }
}
