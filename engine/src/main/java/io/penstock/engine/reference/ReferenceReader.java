package io.penstock.engine.reference;

import io.penstock.engine.geo.GeoJson;
import io.penstock.engine.plan.ReferencePlan;
import io.penstock.engine.plan.SparkMessages;
import io.penstock.pipeline.FileFormat;
import io.penstock.pipeline.FileReference;
import io.penstock.pipeline.TableReference;
import io.penstock.sinks.IcebergTable;
import io.penstock.sinks.OutputTable;
import io.penstock.sinks.TableCatalog;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Reads references: a file or a Hive table into the memory of the driver, of an Iceberg table the snapshot that is the current one.
 * Thread-safe.
 */
public final class ReferenceReader {

    /** A reference that is kept in memory has no more rows. */
    static final int MAX_ROWS = 1_000_000;

    /** And no more bytes, as Spark keeps rows. */
    static final long MAX_BYTES = 256L << 20;

    private static final int HASH_BYTES = 8;

    private final Supplier<SparkSession> sessions;
    private final @Nullable TableCatalog catalog;

    /** @param sessions makes a session for each reading @param catalog the tables; nothing where only files are read */
    public ReferenceReader(Supplier<SparkSession> sessions, @Nullable TableCatalog catalog) {
        this.sessions = sessions;
        this.catalog = catalog;
    }

    /** The rows as they are now. @throws UnreadableReferenceException when they cannot be read, or are not what the schema says */
    public ReferenceRows read(ReferencePlan reference) {
        try {
            return reference.spec() instanceof TableReference table
                    ? readTable(reference, table, null)
                    : readFile(reference, (FileReference) reference.spec());
        } catch (UnreadableReferenceException e) {
            throw e;
        } catch (Exception e) { // Spark's exceptions are checked and not declared
            throw new UnreadableReferenceException(reason(e), e);
        }
    }

    /** The rows of a version, or nothing where there is no way back to it. */
    public @Nullable ReferenceRows read(ReferencePlan reference, String version) {
        try {
            ReferenceRows rows = reference.spec() instanceof TableReference table && version.startsWith(Snapshot.PREFIX)
                    ? readTable(reference, table, Snapshot.parse(version))
                    : read(reference);
            return rows.version().equals(version) ? rows : null;
        } catch (Exception e) { // Spark's exceptions are checked and not declared
            return null;
        }
    }

    private static String reason(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return SparkMessages.firstLine(root);
    }

    private ReferenceRows readFile(ReferencePlan reference, FileReference file) {
        DataFrameReader reader =
                sessions.get().read().schema(reference.columns()).option("mode", "FAILFAST");
        Dataset<Row> rows =
                switch (file.format()) {
                    case CSV ->
                        reader.option("header", file.header())
                                .option("enforceSchema", !file.header()) // compares the names
                                .option("sep", file.delimiter())
                                .csv(file.file());
                    case JSON -> reader.json(file.file());
                    case PARQUET -> reader.parquet(file.file());
                    case GEOJSON -> features(reference, file, reader);
                };
        ReferenceRows read = collect(reference, rows);
        if (((RowsInMemory) read.table()).rows().length == 0) {
            throw new UnreadableReferenceException(
                    file.format() == FileFormat.CSV && file.header() ? "has no rows below its header" : "has no rows",
                    null);
        }
        return read;
    }

    private Dataset<Row> features(ReferencePlan reference, FileReference file, DataFrameReader reader) {
        SparkSession session = sessions.get();
        List<String> rows = new ArrayList<>();
        for (Row text :
                session.read().option("wholetext", "true").text(file.file()).collectAsList()) {
            try {
                rows.addAll(GeoJson.rows(text.getString(0), reference.columns()));
            } catch (IllegalArgumentException e) {
                throw new UnreadableReferenceException(String.valueOf(e.getMessage()), e);
            }
        }
        return reader.json(session.createDataset(rows, Encoders.STRING()));
    }

    private ReferenceRows readTable(ReferencePlan reference, TableReference spec, @Nullable Long snapshot) {
        OutputTable found = catalog == null ? null : catalog.find(spec.table());
        if (found == null) {
            throw new UnreadableReferenceException("is not there", null);
        }
        String name = "`" + spec.table().replace(".", "`.`") + "`";
        Long read = snapshot != null || !(found instanceof IcebergTable iceberg) ? snapshot : iceberg.currentSnapshot();
        if (read == null) { // nothing was ever written, or it is no Iceberg table
            return collect(reference, sessions.get().sql("SELECT * FROM " + name));
        }
        Dataset<Row> rows = sessions.get().sql("SELECT * FROM %s VERSION AS OF %d".formatted(name, read));
        check(reference.columns(), rows.schema());
        return new ReferenceRows(new Snapshot(read).toString(), table(rows));
    }

    private static SupportsRead table(Dataset<Row> rows) {
        LogicalPlan analysed = ((org.apache.spark.sql.classic.Dataset<Row>) rows)
                .queryExecution()
                .analyzed();
        for (LogicalPlan leaf : CollectionConverters.asJava(analysed.collectLeaves())) {
            if (leaf instanceof DataSourceV2Relation relation && relation.table() instanceof SupportsRead table) {
                return table;
            }
        }
        throw new IllegalStateException("Cannot find the table of a reference in its plan: " + analysed);
    }

    /** The columns of the reference are there, with the types that it says. */
    private static void check(StructType wanted, StructType found) {
        for (StructField field : wanted.fields()) {
            StructField there = Arrays.stream(found.fields())
                    .filter(other -> other.name().equalsIgnoreCase(field.name()))
                    .findFirst()
                    .orElseThrow(() -> new UnreadableReferenceException(
                            "has no column %s, but %s".formatted(field.name(), String.join(", ", found.fieldNames())),
                            null));
            if (!DataType.equalsIgnoreNullability(there.dataType(), field.dataType())) {
                throw new UnreadableReferenceException(
                        "has column %s as %s, the schema says %s"
                                .formatted(
                                        field.name(),
                                        there.dataType().sql(),
                                        field.dataType().sql()),
                        null);
            }
        }
    }

    /** Brings rows into memory. The first row too many is an error, and not what comes after it a loss. */
    ReferenceRows collect(ReferencePlan reference, Dataset<Row> rows) {
        check(reference.columns(), rows.schema());
        var wanted = rows.select(Arrays.stream(reference.columns().fieldNames())
                        .map(column -> functions.col("`" + column + "`"))
                        .toArray(org.apache.spark.sql.Column[]::new))
                .limit(MAX_ROWS + 1);
        var execution = ((org.apache.spark.sql.classic.Dataset<Row>) wanted).queryExecution();
        InternalRow[] read = execution
                .sparkSession()
                .withActive(() -> execution.executedPlan().executeCollect());
        if (read.length > MAX_ROWS) {
            throw new UnreadableReferenceException(
                    String.format(Locale.ROOT, "has more than %,d rows, as an Iceberg table may", MAX_ROWS), null);
        }
        MessageDigest hash = sha256();
        long bytes = 0;
        for (InternalRow row : read) {
            byte[] content = ((UnsafeRow) row).getBytes();
            bytes += content.length;
            hash.update(content);
        }
        if (bytes > MAX_BYTES) {
            throw new UnreadableReferenceException(
                    "has more than %d MB, as an Iceberg table may".formatted(MAX_BYTES >> 20), null);
        }
        String version = "rows " + HexFormat.of().formatHex(hash.digest(), 0, HASH_BYTES);
        return new ReferenceRows(version, new RowsInMemory(reference.name(), reference.columns(), read, bytes));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The version of an Iceberg table. */
    private record Snapshot(long id) {

        private static final String PREFIX = "snapshot ";

        static long parse(String version) {
            return Long.parseLong(version.substring(PREFIX.length()));
        }

        @Override
        public String toString() {
            return PREFIX + id;
        }
    }
}
