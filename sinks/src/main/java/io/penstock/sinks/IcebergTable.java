package io.penstock.sinks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SerializableTable;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotAncestryValidator;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.TableUtil;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.iceberg.util.SnapshotUtil;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * An Iceberg table that batches are written to. Rows are appended or, where the table has a key ({@link TableSpec#key}), replace
 * the earlier rows of their keys.
 *
 * <p><b>Delivery:</b> exactly once. The batch identity is committed with the snapshot's summary and, in the same Iceberg
 * transaction, as a table property with the last batch of each query: snapshots expire, the property stays. A batch that is
 * already there is skipped; a batch of another incarnation is refused.
 *
 * <p><b>Two writers:</b> a commit is validated against the snapshots that came between, so that of two drivers with the same
 * batch one fails and nothing is doubled.
 *
 * <p><b>Replaced rows</b> are not rewritten: a batch adds files of its keys (Iceberg's equality deletes), and readers leave out
 * what earlier snapshots hold of them. These files pile up, and each of them costs every reader of its partition time and
 * memory, until the table is compacted by somebody. A batch takes no longer for it.
 *
 * <p><b>Schema:</b> the table's columns are those of its {@link TableSpec}; any difference is found by {@link #differences}.
 *
 * <p><b>Threads:</b> one thread of the driver commits; not thread-safe.
 */
public final class IcebergTable implements OutputTable {

    private static final int KEYS_FORMAT_VERSION = 2;

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
        differences.addAll(keyDifferences(spec));
        return differences;
    }

    private List<String> keyDifferences(TableSpec spec) {
        List<String> differences = new ArrayList<>();
        KeyColumns wanted = spec.keyColumns();
        KeyColumns actual = KeyColumns.of(table.properties());
        if (!actual.isSameAs(wanted)) {
            differences.add("the table's key is " + actual + ", the output's " + wanted);
        }
        if (!wanted.isEmpty() && TableUtil.formatVersion(table) < KEYS_FORMAT_VERSION) {
            differences.add("the table's format version is " + TableUtil.formatVersion(table)
                    + ", rows are replaced from " + KEYS_FORMAT_VERSION + " on");
        }
        if (!wanted.isEmpty() && table.spec().isPartitioned()) {
            // keys reach only rows that were written under the same partitioning
            table.specs().values().stream()
                    .filter(earlier -> !earlier.compatibleWith(table.spec()))
                    .forEach(earlier -> differences.add("the table was partitioned by " + describe(earlier)
                            + " before, rows of that time would not be replaced"));
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
        SnapshotUpdate<?> update = update(transaction, files);
        update.set(SUMMARY_PIPELINE, identity.pipeline());
        update.set(SUMMARY_QUERY, identity.query());
        update.set(SUMMARY_POSITION, identity.position());
        update.validateWith(new NoNewerBatch(identity));
        update.commit();
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

    /** Keys get the sequence number of the snapshot: they reach the rows of snapshots before it, and not those beside them. */
    private SnapshotUpdate<?> update(Transaction transaction, FilesRecord files) {
        List<DataFile> rows = new ArrayList<>();
        List<DeleteFile> keys = new ArrayList<>();
        for (String text : files.files()) {
            ContentFile<?> file = ContentFileText.parse(text, table);
            if (file instanceof DeleteFile deletes) {
                keys.add(deletes);
            } else {
                rows.add((DataFile) file);
            }
        }
        if (keys.isEmpty()) {
            AppendFiles append = transaction.newAppend();
            rows.forEach(append::appendFile);
            return append;
        }
        RowDelta delta = transaction.newRowDelta();
        rows.forEach(delta::addRows);
        keys.forEach(delta::addDeletes);
        return delta;
    }

    @Override
    public int deleteOrphans(BatchIdentity identity, String keptRun) {
        return BatchFiles.deleteOtherRuns(table, identity, keptRun);
    }

    @Override
    public void deleteFiles(BatchIdentity identity, String run) {
        BatchFiles.deleteRun(table, identity, run);
    }

    /** Id of the newest snapshot; nothing where nothing was ever written. */
    public @Nullable Long currentSnapshot() {
        Snapshot current = table.currentSnapshot();
        return current == null ? null : current.snapshotId();
    }

    /**
     * The rows of a snapshot.
     *
     * @throws UnreadableTableException when the table no longer has it, or it has what is no plain row of a file
     */
    public IcebergRows rows(long snapshot) {
        table.refresh();
        Snapshot chosen = table.snapshot(snapshot);
        if (chosen == null) {
            throw new UnreadableTableException("table " + name + " no longer has its snapshot " + snapshot);
        }
        List<DataFile> files = new ArrayList<>();
        try (CloseableIterable<FileScanTask> scan =
                table.newScan().useSnapshot(snapshot).planFiles()) {
            for (FileScanTask task : scan) {
                if (!task.deletes().isEmpty()) {
                    throw new UnreadableTableException("rows of table " + name + " were replaced or deleted since");
                }
                if (task.file().format() != FileFormat.PARQUET) {
                    throw new UnreadableTableException("table " + name + " has files that are no Parquet");
                }
                files.add(task.file());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list the files of table " + name, e);
        }
        files.sort(Comparator.comparing(
                        (DataFile file) -> file.fileSequenceNumber() == null ? 0L : file.fileSequenceNumber())
                .thenComparing(DataFile::location));
        return new IcebergRows(
                files.stream()
                        .map(file -> new IcebergRows.Part(file.location(), file.fileSizeInBytes(), file.recordCount()))
                        .toList(),
                chosen.timestampMillis(),
                SerializableTable.copyOf(table).io(),
                SnapshotUtil.schemaFor(table, snapshot));
    }

    /** Id of the snapshot that holds a batch of a query and none behind it; nothing where the table has none such any more. */
    public @Nullable Long snapshotOf(BatchIdentity identity) {
        table.refresh();
        for (Snapshot snapshot : SnapshotUtil.currentAncestors(table)) {
            Map<String, String> summary = snapshot.summary();
            if (identity.pipeline().equals(summary.get(SUMMARY_PIPELINE))
                    && identity.query().equals(summary.get(SUMMARY_QUERY))) {
                BatchIdentity committed =
                        BatchIdentity.parse(identity.pipeline(), identity.query(), summary.get(SUMMARY_POSITION));
                if (committed != null && committed.batch() <= identity.batch()) {
                    return snapshot.snapshotId();
                }
            }
        }
        return null;
    }

    /** Deletes files that tasks wrote and that no batch will have. @param files as tasks report them */
    public void delete(List<String> files) {
        files.forEach(
                file -> table.io().deleteFile(ContentFileText.parse(file, table).location()));
    }

    @Override
    public void expireSnapshots(long olderThanEpochMillis, int retainNewest) {
        table.refresh();
        table.expireSnapshots()
                .expireOlderThan(olderThanEpochMillis)
                .retainLast(retainNewest)
                .commit();
    }

    /** Files that the current snapshot's readers need and that are not there: asks for each, reads none. */
    public List<MissingFile> missingFiles() {
        table.refresh();
        List<MissingFile> missing = new ArrayList<>();
        Set<String> asked = new HashSet<>(); // a file of keys is for many data files
        try (CloseableIterable<FileScanTask> files =
                table.newScan().includeColumnStats().planFiles()) {
            for (FileScanTask task : files) {
                DataFile rows = task.file();
                if (asked.add(rows.location()) && isMissing(rows)) {
                    missing.add(new MissingFile(
                            rows.location(), rows.recordCount(), Lineage.describe(table.schema(), rows)));
                }
                for (DeleteFile keys : task.deletes()) {
                    if (asked.add(keys.location()) && isMissing(keys)) {
                        missing.add(new MissingFile(keys.location(), keys.recordCount(), "keys of replaced rows"));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list the files of table " + name, e);
        }
        return missing;
    }

    private boolean isMissing(ContentFile<?> file) {
        return !table.io().newInputFile(file.location()).exists();
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
