package io.penstock.sinks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.pipeline.PartitionTransform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.execution.vectorized.OnHeapColumnVector;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tables with a key, in which a row replaces the earlier one; read back by Iceberg itself. */
class UpsertTest {

    private static final StructType HITS = new StructType()
            .add("url", DataTypes.StringType)
            .add("day", DataTypes.DateType)
            .add("hits", DataTypes.LongType);

    private static final StructType NO_LINEAGE = new StructType();

    @TempDir
    Path folder;

    private TableCatalog catalog;

    @BeforeEach
    void open() {
        catalog = TableCatalog.open(
                TableCatalog.sqlite(folder.resolve("catalog.db")),
                folder.resolve("warehouse").toUri(),
                null,
                new Configuration());
    }

    @Test
    void rowsReplaceThoseOfEarlierBatches() {
        OutputTable table = table(hits(List.of("url")));

        commit(table, 0, List.of(row("/a", 1, 10L), row("/b", 1, 20L)));
        commit(table, 1, List.of(row("/b", 2, 21L), row("/c", 2, 30L)));
        commit(table, 2, List.of(row("/b", 3, 22L)));

        assertThat(rows()).containsExactly("[/a, 1970-01-02, 10]", "[/b, 1970-01-04, 22]", "[/c, 1970-01-03, 30]");
        assertThat(summary("operation")).isEqualTo("overwrite");
        assertThat(summary("added-equality-deletes")).isEqualTo("1");
        assertThat(summary("penstock.batch")).isEqualTo("one/2");
        assertThat(catalog.load("web.hits").lastBatch("web", "clicks")).isEqualTo(batch(2));
    }

    @Test
    void theLastRowOfAKeyCountsWithinATask() {
        OutputTable table = table(hits(List.of("url")));

        commit(table, 0, List.of(row("/a", 1, 1L), row("/b", 1, 2L), row("/a", 1, 3L), row("/a", 1, 4L)));

        assertThat(rows()).containsExactly("[/a, 1970-01-02, 4]", "[/b, 1970-01-02, 2]");
        assertThat(summary("added-records")).isEqualTo("2");
        assertThat(summary("added-equality-deletes")).isEqualTo("2");
    }

    @Test
    void rowsOfTasksWithOtherKeysStayBesideEachOther() {
        OutputTable table = table(hits(List.of("url")));
        commit(table, 0, List.of(row("/a", 1, 1L), row("/b", 1, 2L)));

        List<String> files = new ArrayList<>(write(table, batch(1), "0-0", List.of(row("/a", 1, 3L))));
        files.addAll(write(table, batch(1), "1-0", List.of(row("/b", 1, 4L))));
        table.commit(batch(1), table.pack(files), () -> {});

        assertThat(rows()).containsExactly("[/a, 1970-01-02, 3]", "[/b, 1970-01-02, 4]");
    }

    @Test
    void nullIsAKeyLikeOthers() {
        OutputTable table = table(hits(List.of("day", "url")));

        commit(table, 0, List.of(row(null, 1, 1L), row(null, null, 2L), row("/a", null, 3L)));
        commit(table, 1, List.of(row(null, null, 4L), row(null, 2, 5L), row("/a", null, 6L), row("", null, 7L)));

        assertThat(rows())
                .containsExactly(
                        "[, null, 7]",
                        "[/a, null, 6]",
                        "[null, 1970-01-02, 1]",
                        "[null, 1970-01-03, 5]",
                        "[null, null, 4]");
    }

    @Test
    void rowsAreReplacedWithinTheirPartitions() {
        List<PartitionTransform> partitions = List.of(
                new PartitionTransform(PartitionTransform.Kind.MONTHS, "day", 0),
                new PartitionTransform(PartitionTransform.Kind.BUCKET, "url", 2));
        OutputTable table = table(hits(partitions, List.of("url", "day")));
        List<InternalRow> first = new ArrayList<>();
        List<InternalRow> second = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            Integer day = i % 10 == 9 ? null : i % 3 * 31;
            first.add(row("/" + i, day, 1L));
            if (i % 2 == 0) {
                second.add(row("/" + i, day, 2L));
            }
            expected.add("[/%d, %s, %d]".formatted(i, date(day), i % 2 == 0 ? 2 : 1));
        }

        commit(table, 0, first);
        commit(table, 1, second);

        assertThat(rows()).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(summary("added-data-files")).isEqualTo("6"); // every second row has a day: 3 months in 2 buckets
        assertThat(summary("added-equality-delete-files")).isEqualTo("6");
        assertThat(summary("added-equality-deletes")).isEqualTo("100");
    }

    private static String date(@Nullable Integer day) {
        return day == null ? "null" : java.time.LocalDate.ofEpochDay(day).toString();
    }

    static Stream<Arguments> keys() {
        return Stream.of(
                Arguments.of(DataTypes.StringType, text("a"), text("b")),
                Arguments.of(DataTypes.StringType, text("äöü€ long enough for more than eight bytes"), text("")),
                Arguments.of(DataTypes.LongType, Long.MIN_VALUE, 1L << 40),
                Arguments.of(DataTypes.IntegerType, -1, 7),
                Arguments.of(DataTypes.BooleanType, true, false),
                Arguments.of(DataTypes.DateType, -1, 20_000),
                Arguments.of(DataTypes.TimestampType, 1_763_769_600_000_001L, 1_763_769_600_000_002L),
                Arguments.of(DataTypes.TimestampNTZType, -1L, 1_763_769_600_000_002L),
                Arguments.of(DataTypes.createDecimalType(5, 2), decimal("1.50", 5), decimal("-1.50", 5)),
                Arguments.of(DataTypes.createDecimalType(18, 2), decimal("1.50", 18), decimal("-1.51", 18)),
                Arguments.of(DataTypes.createDecimalType(38, 2), decimal("1.50", 38), decimal("-9.99", 38)),
                Arguments.of(DataTypes.BinaryType, new byte[] {0, -1}, new byte[] {}));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void valuesOfAnyTypeThatHasEqualsAreKeys(DataType type, Object one, Object other) {
        StructType columns = new StructType().add("n", DataTypes.LongType).add("id", type);
        TableSpec spec = spec(columns, List.of()).withKey(List.of("ID"));
        OutputTable table = table(spec);

        commit(table, 0, List.of(row(1L, one), row(2L, other), row(3L, null)));
        commit(table, 1, List.of(row(4L, one)));
        commit(table, 2, List.of(row(5L, null), row(6L, one)));

        assertThat(catalog.obstacles(spec)).isEmpty();
        assertThat(rows().stream().map(row -> row.substring(1, row.indexOf(','))))
                .containsExactlyInAnyOrder("2", "5", "6");
    }

    @Test
    void rowsWithColumnsOfOtherKindsAreReplaced() {
        StructType columns = new StructType()
                .add("url", DataTypes.StringType)
                .add("tags", DataTypes.createArrayType(DataTypes.StringType));
        OutputTable table = table(spec(columns, List.of()).withKey(List.of("url")));

        commit(table, 0, List.of(row("/a", tags("x")), row("/b", tags("y"))));
        commit(table, 1, List.of(row("/a", tags("z"))));

        assertThat(rows()).containsExactly("[/a, [z]]", "[/b, [y]]");
    }

    private static GenericArrayData tags(String tag) {
        return new GenericArrayData(new Object[] {text(tag)});
    }

    @Test
    void rowsThatComeAsColumnsAreReplaced() {
        OutputTable table = table(hits(List.of("url")));
        commit(table, 0, List.of(row("/0", 1, 0L), row("/1", 1, 0L), row("/2", 1, 0L)));
        OnHeapColumnVector url = new OnHeapColumnVector(6, DataTypes.StringType);
        OnHeapColumnVector day = new OnHeapColumnVector(6, DataTypes.DateType);
        OnHeapColumnVector hits = new OnHeapColumnVector(6, DataTypes.LongType);
        for (int i = 0; i < 6; i++) {
            url.putByteArray(i, ("/" + i % 4).getBytes(UTF_8));
            day.putNull(i);
            hits.putLong(i, i);
        }

        RowWriter writer = table.writerFactory().create(batch(1), "run", "0-0");
        writer.write(new ColumnVector[] {url, day, hits}, new int[] {1, 3, 5}, 3);
        writer.write(new ColumnVector[] {url, day, hits}, new int[] {0, 4}, 1);
        table.commit(batch(1), table.pack(writer.complete()), () -> {});

        assertThat(rows()).containsExactly("[/0, null, 0]", "[/1, null, 5]", "[/2, 1970-01-02, 0]", "[/3, null, 3]");
    }

    @Test
    void lineageIsKeptBesideTheKey() {
        TableSpec spec = TableSpec.withLineage("web.hits", "web", "hits", HITS, Lineage.columns(), List.of())
                .withKey(List.of("url"));
        OutputTable table = table(spec);
        RowWriter writer = table.writerFactory().create(batch(0), "run", "0-0");
        writer.write(row("/a", 1, 1L), row("clicks", 0, 4L));
        writer.write(row("/a", 1, 2L), row("clicks", 0, 5L));

        table.commit(batch(0), table.pack(writer.complete()), () -> {});

        assertThat(rows()).containsExactly("[/a, 1970-01-02, 2, clicks, 0, 5]");
    }

    @Test
    void aBatchThatIsThereIsSkipped() {
        OutputTable table = table(hits(List.of("url")));
        FilesRecord files = table.pack(write(table, batch(0), "0-0", List.of(row("/a", 1, 1L))));
        assertThat(table.commit(batch(0), files, () -> {})).isTrue();
        commit(table, 1, List.of(row("/a", 1, 2L)));

        assertThat(table.commit(batch(0), files, () -> {})).isFalse();
        assertThat(catalog.load("web.hits").commit(batch(0), files, () -> {})).isFalse();

        assertThat(rows()).containsExactly("[/a, 1970-01-02, 2]");
        assertThat(iceberg().snapshots()).hasSize(2);
    }

    @Test
    void aBatchWithoutFilesLeavesTheTableAsItIs() {
        OutputTable table = table(hits(List.of("url")));

        List<String> files = write(table, batch(0), "0-0", List.of());

        assertThat(files).isEmpty();
        assertThat(table.commit(batch(0), table.pack(files), () -> {})).isFalse();
        assertThat(iceberg().snapshots()).isEmpty();
    }

    @Test
    void aBatchWithoutKeysIsAppended() {
        OutputTable table = table(hits(List.of()));
        commit(table, 0, List.of(row("/a", 1, 1L)));

        commit(table, 1, List.of(row("/a", 1, 2L), row("/a", 1, 2L)));

        assertThat(rows()).containsExactly("[/a, 1970-01-02, 1]", "[/a, 1970-01-02, 2]", "[/a, 1970-01-02, 2]");
        assertThat(summary("operation")).isEqualTo("append");
        assertThat(iceberg().properties()).doesNotContainKey("penstock.key");
    }

    @Test
    void aBatchOfAnotherIncarnationIsRefused() {
        OutputTable table = table(hits(List.of("url")));
        commit(table, 0, List.of(row("/a", 1, 1L)));
        BatchIdentity other = new BatchIdentity("web", "clicks", "two", 5);
        FilesRecord files = table.pack(write(table, other, "0-0", List.of(row("/a", 1, 2L))));

        assertThatThrownBy(() -> table.commit(other, files, () -> {}))
                .isInstanceOf(ForeignBatchException.class)
                .hasMessage("Cannot commit web/clicks batch 5 (incarnation two) to table web.hits, it holds batches of"
                        + " incarnation one");

        assertThat(rows()).containsExactly("[/a, 1970-01-02, 1]");
    }

    @Test
    void ofTwoDriversWithTheSameBatchOneCommits() throws Exception {
        table(hits(List.of("url")));
        ExecutorService drivers = Executors.newFixedThreadPool(2);
        try {
            for (long number = 0; number < 8; number++) {
                CyclicBarrier start = new CyclicBarrier(2);
                Future<Boolean> one = drivers.submit(driver(batch(number), "one", start));
                Future<Boolean> two = drivers.submit(driver(batch(number), "two", start));

                assertThat(List.of(one.get(), two.get())).containsExactlyInAnyOrder(true, false);
            }
        } finally {
            drivers.shutdownNow();
        }

        assertThat(iceberg().snapshots()).hasSize(8);
        assertThat(rows()).containsExactly("[/a, 1970-01-02, 7]", "[/b, 1970-01-02, 7]");
    }

    /** Commits a batch at the same time as the other driver. @return whether it was this one that did */
    private Callable<Boolean> driver(BatchIdentity identity, String run, CyclicBarrier start) {
        OutputTable table = catalog.load("web.hits");
        RowWriter writer = table.writerFactory().create(identity, run, "0-0");
        List.of("/a", "/b").forEach(url -> writer.write(row(url, 1, identity.batch()), InternalRow.empty()));
        FilesRecord files = table.pack(writer.complete());
        return () -> {
            await(start);
            try {
                return table.commit(identity, files, () -> {});
            } catch (ForeignBatchException e) {
                assertThat(e)
                        .hasMessage(
                                "Cannot commit " + identity + " to table web.hits, another driver has committed it");
                return false;
            }
        };
    }

    private static void await(CyclicBarrier barrier) throws InterruptedException {
        try {
            barrier.await();
        } catch (BrokenBarrierException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void filesOfKeysLieInTheFolderOfTheBatch() throws IOException {
        OutputTable table = table(hits(List.of("url")));
        write(table, batch(0), "dead", "0-0", List.of(row("/a", 1, 1L)));
        write(table, batch(0), "kept", "0-0", List.of(row("/a", 1, 1L)));
        write(table, batch(0), "late", "0-0", List.of(row("/a", 1, 1L)));

        table.deleteFiles(batch(0), "late");
        assertThat(files()).hasSize(4);
        assertThat(table.deleteOrphans(batch(0), "kept")).isEqualTo(2);

        assertThat(files()).containsExactly("one/clicks/0/kept/0-0-0.parquet", "one/clicks/0/kept/0-0-keys-0.parquet");
    }

    @Test
    void leavesNothingBehindWhenItIsAborted() throws IOException {
        OutputTable table = table(hits(List.of("url")));
        RowWriter open = table.writerFactory().create(batch(0), "run", "0-0");
        open.write(row("/a", 1, 1L), InternalRow.empty());
        RowWriter complete = table.writerFactory().create(batch(0), "run", "1-0");
        complete.write(row("/a", 1, 1L), InternalRow.empty());
        complete.complete();
        assertThat(files()).hasSize(2);

        open.abort();
        complete.abort();
        complete.abort();

        assertThat(files()).isEmpty();
    }

    @Test
    void missingFilesOfKeysAreFound() throws IOException {
        OutputTable table = table(hits(List.of("url")));
        commit(table, 0, List.of(row("/a", 1, 1L), row("/b", 1, 1L)));
        commit(table, 1, List.of(row("/b", 1, 1L), row("/c", 1, 1L)));
        commit(table, 2, List.of(row("/b", 1, 2L)));
        assertThat(((IcebergTable) table).missingFiles()).isEmpty();
        String data = iceberg().locationProvider().newDataLocation("one/clicks/");

        iceberg().io().deleteFile(data + "1/run/0-0-keys-0.parquet");
        iceberg().io().deleteFile(data + "2/run/0-0-keys-0.parquet");
        iceberg().io().deleteFile(data + "0/run/0-0-0.parquet");

        assertThat(((IcebergTable) table).missingFiles())
                .extracting(MissingFile::rows, MissingFile::held, file -> file.location()
                        .replaceFirst(".*/one/clicks/", ""))
                .containsExactlyInAnyOrder(
                        org.assertj.core.api.Assertions.tuple(2L, "2 rows", "0/run/0-0-0.parquet"),
                        org.assertj.core.api.Assertions.tuple(2L, "keys of replaced rows", "1/run/0-0-keys-0.parquet"),
                        org.assertj.core.api.Assertions.tuple(1L, "keys of replaced rows", "2/run/0-0-keys-0.parquet"));
    }

    @Test
    void replacedRowsStayReplacedWhenSnapshotsExpire() {
        OutputTable table = table(hits(List.of("url")));
        for (long number = 0; number < 4; number++) {
            commit(table, number, List.of(row("/a", 1, number), row("/" + number, 1, number)));
        }

        table.expireSnapshots(System.currentTimeMillis() + 60_000, 1);

        assertThat(iceberg().snapshots()).hasSize(1);
        assertThat(((IcebergTable) table).missingFiles()).isEmpty();
        assertThat(rows())
                .containsExactly(
                        "[/0, 1970-01-02, 0]",
                        "[/1, 1970-01-02, 1]",
                        "[/2, 1970-01-02, 2]",
                        "[/3, 1970-01-02, 3]",
                        "[/a, 1970-01-02, 3]");
        commit(table, 4, List.of(row("/0", 1, 9L)));
        assertThat(rows()).contains("[/0, 1970-01-02, 9]").doesNotContain("[/0, 1970-01-02, 0]");
    }

    @Test
    void theKeyIsAPropertyOfTheTable() {
        table(hits(List.of("url", "day")));

        assertThat(iceberg().properties()).containsEntry("penstock.key", "[\"url\",\"day\"]");
        assertThat(iceberg().schema().identifierFieldIds()).isEmpty();
    }

    @Test
    void anotherKeyIsADifference() {
        OutputTable keyed = table(hits(List.of("url", "day")));

        assertThat(keyed.differences(hits(List.of("url", "day")))).isEmpty();
        assertThat(keyed.differences(hits(List.of("DAY", "url")))).isEmpty();
        assertThat(keyed.differences(hits(List.of("url"))))
                .containsExactly("the table's key is url, day, the output's url");
        assertThat(keyed.differences(hits(List.of())))
                .containsExactly("the table's key is url, day, the output's none");
    }

    @Test
    void aKeyIsADifferenceFromATableWithoutOne() {
        OutputTable appended = table(hits(List.of()));

        assertThat(appended.differences(hits(List.of()))).isEmpty();
        assertThat(appended.differences(hits(List.of("url"))))
                .containsExactly("the table's key is none, the output's url");
    }

    @Test
    void aTableOfTheFirstFormatVersionIsRefused() {
        TableSpec spec = hits(List.of("url"));
        catalog.createNamespace(TableCatalog.identifier("web.hits").namespace());
        catalog.iceberg()
                .createTable(
                        TableCatalog.identifier("web.hits"),
                        spec.schema(),
                        PartitionSpec.unpartitioned(),
                        Map.of("format-version", "1", "penstock.key", "[\"url\"]"));

        assertThat(catalog.load("web.hits").differences(spec))
                .containsExactly("the table's format version is 1, rows are replaced from 2 on");
    }

    @Test
    void aTableWithRowsOfAnotherPartitioningIsRefused() {
        List<PartitionTransform> partitions =
                List.of(new PartitionTransform(PartitionTransform.Kind.IDENTITY, "url", 0));
        table(hits(List.of("url")));
        iceberg().updateSpec().addField(Expressions.ref("url")).commit();
        OutputTable table = catalog.load("web.hits");

        assertThat(table.differences(hits(partitions, List.of("url"))))
                .containsExactly(
                        "the table was partitioned by nothing before, rows of that time would not be replaced");
    }

    @Test
    void aKeyThatCannotTellRowsApartIsAnObstacle() {
        StructType minute = new StructType().add("start", DataTypes.TimestampType);
        StructType columns = HITS.add("minute", minute)
                .add("share", DataTypes.DoubleType)
                .add("tags", DataTypes.createArrayType(DataTypes.StringType));

        assertThat(catalog.obstacles(spec(columns, List.of())
                        .withKey(List.of("URL", "minute.start", "minute", "nam", "share", "tags"))))
                .containsExactly(
                        "its key has a field of a column, select it under a name of its own: minute.start",
                        "its key has a column by which rows cannot be told apart: minute STRUCT<start: TIMESTAMP>",
                        "its key has a column that is not there: nam",
                        "its key has a column by which rows cannot be told apart: share DOUBLE",
                        "its key has a column by which rows cannot be told apart: tags ARRAY<STRING>");
    }

    @Test
    void aTableWhoseKeyIsGoneIsNotWritten() {
        table(hits(List.of("url")));
        iceberg().updateSchema().deleteColumn("url").commit();
        OutputTable table = catalog.load("web.hits");

        assertThatThrownBy(table::writerFactory)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Cannot write to table penstock.web.hits, a column of its key is missing: url");
    }

    @Test
    void keepsEveryRowOfManyKeys() {
        OutputTable table = table(hits(List.of("url")));
        iceberg().updateProperties().set("write.target-file-size-bytes", "5000").commit();
        OutputTable small = catalog.load("web.hits");

        commit(
                table,
                0,
                IntStream.range(0, 5_000).mapToObj(i -> row("/" + i, 1, 1L)).toList());
        commit(
                small,
                1,
                IntStream.range(0, 10_000)
                        .mapToObj(i -> row("/" + i / 2, 1, (long) i))
                        .toList());

        assertThat(rows())
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 5_000)
                        .mapToObj(i -> "[/%d, 1970-01-02, %d]".formatted(i, i * 2 + 1))
                        .toList());
        assertThat(Integer.parseInt(summary("added-equality-delete-files"))).isGreaterThan(1);
    }

    private static TableSpec hits(List<String> key) {
        return hits(List.of(), key);
    }

    private static TableSpec hits(List<PartitionTransform> partitions, List<String> key) {
        return spec(HITS, partitions).withKey(key);
    }

    private static TableSpec spec(StructType columns, List<PartitionTransform> partitions) {
        return TableSpec.withLineage("web.hits", "web", "hits", columns, NO_LINEAGE, partitions);
    }

    private OutputTable table(TableSpec spec) {
        return catalog.loadOrCreate(spec);
    }

    private static BatchIdentity batch(long number) {
        return new BatchIdentity("web", "clicks", "one", number);
    }

    private static void commit(OutputTable table, long batch, List<InternalRow> rows) {
        FilesRecord files = table.pack(write(table, batch(batch), "0-0", rows));
        assertThat(table.commit(batch(batch), files, () -> {})).isTrue();
    }

    private static List<String> write(OutputTable table, BatchIdentity identity, String task, List<InternalRow> rows) {
        return write(table, identity, "run", task, rows);
    }

    private static List<String> write(
            OutputTable table, BatchIdentity identity, String run, String task, List<InternalRow> rows) {
        RowWriter writer = table.writerFactory().create(identity, run, task);
        rows.forEach(row -> writer.write(row, InternalRow.empty()));
        return writer.complete();
    }

    private static InternalRow row(@Nullable Object... values) {
        Object[] internal = new Object[values.length];
        for (int i = 0; i < values.length; i++) {
            internal[i] = values[i] instanceof String value ? text(value) : values[i];
        }
        return new GenericInternalRow(internal);
    }

    private static UTF8String text(String text) {
        return UTF8String.fromString(text);
    }

    private static Decimal decimal(String value, int precision) {
        return Decimal.apply(new BigDecimal(value), precision, 2);
    }

    private Table iceberg() {
        return catalog.iceberg().loadTable(TableCatalog.identifier("web.hits"));
    }

    private String summary(String key) {
        Snapshot current = iceberg().currentSnapshot();
        return key.equals("operation") ? current.operation() : current.summary().get(key);
    }

    /** The rows of the table, each as text, sorted. */
    private List<String> rows() {
        try (CloseableIterable<Record> records = IcebergGenerics.read(iceberg()).build()) {
            List<String> rows = new ArrayList<>();
            records.forEach(record -> rows.add(text(record)));
            return rows.stream().sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Record row) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            Object value = row.get(i);
            values.add(
                    value instanceof ByteBuffer bytes
                            ? HexFormat.of().formatHex(bytes.array())
                            : String.valueOf(value));
        }
        return values.toString();
    }

    /** All data files and files of keys below the table's folder for them, committed or not. */
    private List<String> files() throws IOException {
        Path data = Path.of(iceberg().location().replaceFirst("^file:/+", "/"), "data");
        try (Stream<Path> found = Files.walk(data)) {
            return found.filter(file -> file.toString().endsWith(".parquet"))
                    .map(file -> data.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }
}
