package io.penstock.sinks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotAncestryValidator;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * An Iceberg table that batches are appended to.
 *
 * <p><b>Delivery:</b> exactly once. The batch identity is committed with the snapshot's summary and, in the same Iceberg
 * transaction, as a table property with the last batch of each query: snapshots expire, the property stays. A batch that is
 * already there is skipped; a batch of another incarnation is refused.
 *
 * <p><b>Two writers:</b> a commit is validated against the snapshots that came between, so that of two drivers with the same
 * batch one fails and nothing is doubled.
 *
 * <p><b>Schema:</b> the table's columns are those of its {@link TableSpec}; any difference is found by {@link #differences}.
 *
 * <p><b>Threads:</b> one thread of the driver commits; not thread-safe.
 */
public final class IcebergTable implements OutputTable {

    private static final String SUMMARY_PIPELINE = "penstock.pipeline";
    private static final String SUMMARY_QUERY = "penstock.query";
    private static final String SUMMARY_POSITION = "penstock.batch";

    private final String name;
    private final Table table;

    private IcebergTable(String name, Table table) {
        this.name = name;
        this.table = table;
    }

    /** Loads the table, or nothing where there is none. */
    public static @Nullable IcebergTable find(TableCatalog catalog, String name) {
        try {
            return new IcebergTable(name, catalog.iceberg().loadTable(TableCatalog.identifier(name)));
        } catch (NoSuchTableException e) {
            return null;
        }
    }

    /** Loads the table. @throws IllegalStateException where there is none */
    private static IcebergTable load(TableCatalog catalog, String name) {
        IcebergTable found = find(catalog, name);
        if (found == null) {
            throw new IllegalStateException("Cannot load table " + name + ", it does not exist");
        }
        return found;
    }

    /** Loads the table, creating it as the spec says where there is none. */
    static IcebergTable loadOrCreate(TableCatalog catalog, TableSpec spec) {
        IcebergTable found = find(catalog, spec.name());
        if (found != null) {
            return found;
        }
        TableIdentifier identifier = TableCatalog.identifier(spec.name());
        catalog.createNamespace(identifier.namespace());
        Schema schema = spec.schema();
        try {
            Table table = catalog.iceberg()
                    .buildTable(identifier, schema)
                    .withPartitionSpec(spec.partitioning(schema))
                    .withProperties(spec.properties())
                    .create();
            return new IcebergTable(spec.name(), table);
        } catch (AlreadyExistsException e) {
            return load(catalog, spec.name());
        }
    }

    /** Drops the table with its files. @return whether there was one */
    static boolean drop(TableCatalog catalog, String name) {
        return catalog.iceberg().dropTable(TableCatalog.identifier(name), true);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String uuid() {
        return table.uuid().toString();
    }

    @Override
    public boolean ownedBy(TableSpec spec) {
        return spec.ownedBy(table.properties());
    }

    @Override
    public String owner() {
        String pipeline = table.properties().get(TableSpec.PIPELINE_PROPERTY);
        return pipeline == null ? "nobody" : pipeline + "." + table.properties().get(TableSpec.OUTPUT_PROPERTY);
    }

    @Override
    public @Nullable BatchIdentity lastBatch(String pipeline, String query) {
        String property = new BatchIdentity(pipeline, query, "", 0).property();
        return BatchIdentity.parse(pipeline, query, table.properties().get(property));
    }

    @Override
    public List<String> differences(TableSpec spec) {
        List<String> differences = new ArrayList<>();
        StructType actual = SparkSchemaUtil.convert(table.schema());
        Map<String, StructField> actualByName = new HashMap<>();
        for (StructField field : actual.fields()) {
            actualByName.put(field.name().toLowerCase(Locale.ROOT), field);
        }
        for (StructField wanted : spec.columns().fields()) {
            StructField found = actualByName.remove(wanted.name().toLowerCase(Locale.ROOT));
            if (found == null) {
                differences.add("the table has no column " + TableSpec.describe(wanted));
            } else if (!found.dataType().sameType(wanted.dataType())) {
                differences.add("the table has column " + TableSpec.describe(found) + ", the output has "
                        + TableSpec.describe(wanted));
            } else if (!found.nullable() && wanted.nullable()) {
                differences.add("the table's column " + found.name() + " is NOT NULL, the output's may be NULL");
            }
        }
        for (StructField extra : actualByName.values()) {
            differences.add("the output has no column " + TableSpec.describe(extra));
        }
        if (differences.isEmpty()) {
            PartitionSpec wanted = spec.partitioning(table.schema());
            if (!wanted.compatibleWith(table.spec())) {
                differences.add("the table is partitioned by " + describe(table.spec()) + ", the output by "
                        + describe(wanted));
            }
        }
        return differences;
    }

    private static String describe(PartitionSpec spec) {
        return spec.isUnpartitioned() ? "nothing" : spec.fields().toString();
    }

    @Override
    public TableWriterFactory writerFactory() {
        return TableWriterFactory.of(table);
    }

    @Override
    public FilesRecord pack(List<String> files) {
        return new FilesRecord(name, uuid(), files);
    }

    @Override
    public boolean commit(BatchIdentity identity, FilesRecord files, Runnable step) {
        table.refresh();
        if (!uuid().equals(files.tableUuid())) {
            throw new IllegalStateException(
                    "Cannot commit " + identity + " to table " + name + ", it was dropped and created again");
        }
        BatchIdentity last = lastBatch(identity.pipeline(), identity.query());
        if (last != null && !last.incarnation().equals(identity.incarnation())) {
            throw new ForeignBatchException("Cannot commit " + identity + " to table " + name
                    + ", it holds batches of incarnation " + last.incarnation());
        }
        if (last != null && last.batch() >= identity.batch()) {
            return false;
        }
        if (files.hasNoFiles()) {
            return false;
        }
        Transaction transaction = table.newTransaction();
        AppendFiles append = transaction.newAppend();
        files.files().forEach(file -> append.appendFile(DataFileText.parse(file, table)));
        append.set(SUMMARY_PIPELINE, identity.pipeline());
        append.set(SUMMARY_QUERY, identity.query());
        append.set(SUMMARY_POSITION, identity.position());
        append.validateWith(new NoNewerBatch(identity));
        append.commit();
        transaction
                .updateProperties()
                .set(identity.property(), identity.position())
                .commit();
        try {
            transaction.commitTransaction();
        } catch (ValidationException e) {
            throw new ForeignBatchException(
                    "Cannot commit " + identity + " to table " + name + ", another driver has committed it", e);
        }
        return true;
    }

    @Override
    public int deleteOrphans(BatchIdentity identity, String keptRun) {
        return BatchFiles.deleteOtherRuns(table, identity, keptRun);
    }

    @Override
    public void deleteFiles(BatchIdentity identity, String run) {
        BatchFiles.deleteRun(table, identity, run);
    }

    /** Deletes files that tasks wrote and that no batch will have. @param files as tasks report them */
    public void delete(List<String> files) {
        files.forEach(
                file -> table.io().deleteFile(DataFileText.parse(file, table).location()));
    }

    @Override
    public void expireSnapshots(long olderThanEpochMillis, int retainNewest) {
        table.refresh();
        table.expireSnapshots()
                .expireOlderThan(olderThanEpochMillis)
                .retainLast(retainNewest)
                .commit();
    }

    /** Data files that the current snapshot refers to and that are not there: asks for each, reads none. */
    public List<MissingFile> missingFiles() {
        table.refresh();
        List<MissingFile> missing = new ArrayList<>();
        try (CloseableIterable<FileScanTask> files =
                table.newScan().includeColumnStats().planFiles()) {
            for (FileScanTask task : files) {
                if (!table.io().newInputFile(task.file().location()).exists()) {
                    missing.add(new MissingFile(
                            task.file().location(),
                            task.file().recordCount(),
                            Lineage.describe(table.schema(), task.file())));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list the files of table " + name, e);
        }
        return missing;
    }

    /** Where the table's current metadata lies, for other engines. */
    public String metadataLocation() {
        TableOperations operations = ((HasTableOperations) table).operations();
        return operations.current().metadataFileLocation();
    }

    /** Fails a commit when the batch, or a later one of its query, has come into the table since the check. */
    private record NoNewerBatch(BatchIdentity identity) implements SnapshotAncestryValidator {

        @Override
        public boolean validate(Iterable<Snapshot> ancestry) {
            for (Snapshot snapshot : ancestry) {
                Map<String, String> summary = snapshot.summary();
                if (identity.pipeline().equals(summary.get(SUMMARY_PIPELINE))
                        && identity.query().equals(summary.get(SUMMARY_QUERY))) {
                    BatchIdentity committed =
                            BatchIdentity.parse(identity.pipeline(), identity.query(), summary.get(SUMMARY_POSITION));
                    // the newest snapshot of the query decides: ids only grow within an incarnation
                    return committed == null
                            || (committed.incarnation().equals(identity.incarnation())
                                    && committed.batch() < identity.batch());
                }
            }
            return true;
        }

        @Override
        public String errorMessage() {
            return "the table already holds " + identity + " or a later batch";
        }
    }
}
