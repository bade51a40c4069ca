package io.penstock.sinks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.sinks.WrittenTable.Batch;
import io.penstock.sinks.parquet.ParquetSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.vectorized.ConstantColumnVector;
import org.apache.spark.sql.execution.vectorized.OnHeapColumnVector;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files made of columns beside those that Iceberg's own writer makes of the same rows. Seeded, so that a failure repeats. */
class ColumnTableWriterTest {

    private static final int TABLES = 16;

    @TempDir
    Path folder;

    @Test
    void writesWhatIcebergWrites() {
        for (int seed = 0; seed < TABLES; seed++) {
            Random random = new Random(seed);
            RandomColumns columns = new RandomColumns(random);
            Map<String, String> properties = properties(random);
            List<Batch> batches = batches(random, columns);
            WrittenTable expected = new WrittenTable(folder.resolve("rows" + seed), columns.schema(), properties);
            WrittenTable actual = new WrittenTable(folder.resolve("columns" + seed), columns.schema(), properties);

            expected.write(expected.rowWriter(), batches);
            actual.write(actual.columnWriter(), batches);

            assertSame(actual, expected, "seed " + seed + " " + columns.schema() + " " + properties);
        }
    }

    @Test
    void writesRowsThatComeOneByOneTheSameWay() {
        for (int seed = 0; seed < TABLES / 4; seed++) {
            Random random = new Random(seed);
            RandomColumns columns = new RandomColumns(random);
            List<Batch> batches = batches(random, columns);
            WrittenTable expected = new WrittenTable(folder.resolve("rows" + seed), columns.schema(), Map.of());
            WrittenTable actual = new WrittenTable(folder.resolve("columns" + seed), columns.schema(), Map.of());

            expected.write(expected.rowWriter(), batches);
            RowWriter writer = actual.columnWriter();
            batches.forEach(batch -> writeEach(writer, new ColumnRows(columns.schema()), batch));
            actual.complete(writer);

            assertSame(actual, expected, "seed " + seed + " " + columns.schema());
        }
    }

    private static void writeEach(RowWriter writer, ColumnRows rows, Batch batch) {
        rows.of(batch.columns());
        for (int index : batch.rows()) {
            writer.write(rows.row(index), InternalRow.empty());
        }
    }

    @Test
    void writesEachPartitionAsRowsAreWritten() {
        StructType schema = new StructType()
                .add("at", DataTypes.TimestampType)
                .add("page", DataTypes.StringType)
                .add("hits", DataTypes.LongType);
        Schema columns = SparkSchemaUtil.convert(schema);
        PartitionSpec days =
                PartitionSpec.builderFor(columns).day("at").truncate("page", 1).build();
        WrittenTable expected = new WrittenTable(folder.resolve("rows"), schema, days, Map.of());
        WrittenTable actual = new WrittenTable(folder.resolve("columns"), schema, days, Map.of());
        List<Batch> batches = List.of(visits(0, 3_000), visits(3_000, 500));

        expected.write(expected.rowWriter(), batches);
        actual.write(actual.columnWriter(), batches);

        assertThat(actual.files()).hasSize(2 * 3 + 1); // days by first letters, and the rows without a time
        assertThat(byPartition(actual)).isEqualTo(byPartition(expected));
        assertThat(actual.files().stream().map(WrittenTable::knowledge).toList())
                .containsExactlyInAnyOrderElementsOf(
                        expected.files().stream().map(WrittenTable::knowledge).toList());
    }

    @Test
    void writesColumnsOfOneDayAsRowsAreWritten() {
        StructType schema = new StructType().add("at", DataTypes.TimestampType).add("id", DataTypes.LongType);
        PartitionSpec days = PartitionSpec.builderFor(SparkSchemaUtil.convert(schema))
                .day("at")
                .build();
        WrittenTable expected = new WrittenTable(folder.resolve("rows"), schema, days, Map.of());
        WrittenTable actual = new WrittenTable(folder.resolve("columns"), schema, days, Map.of());
        long midnight = 1_763_769_600_000_000L;
        List<Batch> batches = List.of(times(midnight - 5_000, 4_000), times(midnight - 900, 2_000), times(-7, 5));

        expected.write(expected.rowWriter(), batches);
        actual.write(actual.columnWriter(), batches);

        assertThat(byPartition(actual)).hasSize(3).isEqualTo(byPartition(expected));
    }

    private static Batch times(long fromMicros, int count) {
        OnHeapColumnVector at = new OnHeapColumnVector(count, DataTypes.TimestampType);
        for (int row = 0; row < count; row++) {
            at.putLong(row, fromMicros + row);
        }
        Batch ids = numbers(count);
        return new Batch(new ColumnVector[] {at, ids.columns()[0]}, ids.rows());
    }

    /** Visits of two days and of three kinds of pages, some without a time. */
    private static Batch visits(int from, int count) {
        OnHeapColumnVector at = new OnHeapColumnVector(count, DataTypes.TimestampType);
        OnHeapColumnVector page = new OnHeapColumnVector(count, DataTypes.StringType);
        OnHeapColumnVector hits = new OnHeapColumnVector(count, DataTypes.LongType);
        for (int row = 0; row < count; row++) {
            int number = from + row;
            if (number % 11 == 0) {
                at.putNull(row);
            } else {
                at.putLong(row, 1_763_769_600_000_000L + number % 2 * 86_400_000_000L + number);
            }
            page.putByteArray(row, (number % 11 == 0 ? "x" : "abc".charAt(number % 3) + "/" + number).getBytes(UTF_8));
            hits.putLong(row, number);
        }
        return new Batch(
                new ColumnVector[] {at, page, hits}, IntStream.range(0, count).toArray());
    }

    private static Map<String, List<String>> byPartition(WrittenTable table) {
        Map<String, List<String>> rows = new TreeMap<>();
        table.files().forEach(file -> rows.put(String.valueOf(file.partition()), table.rows(file)));
        return rows;
    }

    @Test
    void opensNoMoreFilesThanAllowed() {
        StructType schema = new StructType().add("id", DataTypes.LongType, false);
        PartitionSpec each = PartitionSpec.builderFor(SparkSchemaUtil.convert(schema))
                .identity("id")
                .build();
        WrittenTable table = new WrittenTable(folder.resolve("table"), schema, each, Map.of());
        int partitions = OpenFiles.MAX_OPEN_FILES + 3;
        OnHeapColumnVector ids = new OnHeapColumnVector(partitions, DataTypes.LongType);
        for (int row = 0; row < partitions; row++) {
            ids.putLong(row, row);
        }
        Batch batch = new Batch(
                new ColumnVector[] {ids}, IntStream.range(0, partitions).toArray());

        table.write(table.columnWriter(), List.of(batch, batch));

        assertThat(table.files())
                .hasSize(2 * partitions); // the least recently used are closed before their turn comes again
        assertThat(table.rows()).hasSize(2 * partitions);
    }

    @Test
    void namesFilesAsTheFileSystemDoes() {
        StructType schema = new StructType().add("id", DataTypes.LongType, false);
        WrittenTable table = new WrittenTable(folder.resolve("table"), schema, Map.of());
        table.table()
                .updateProperties()
                .set("write.data.path", folder.resolve("elsewhere").toUri().toString())
                .commit();

        table.write(table.rowWriter(), List.of(numbers(1)));
        table.write(table.columnWriter(), List.of(numbers(1)));

        String elsewhere = "file:" + folder.resolve("elsewhere");
        assertThat(table.files())
                .extracting(DataFile::location)
                .containsExactly(elsewhere + "/rows-0.parquet", elsewhere + "/columns-0.parquet");
    }

    @Test
    void beginsAnotherFileAtTheSizeOfTheTable() {
        StructType schema = new StructType().add("id", DataTypes.LongType, false);
        WrittenTable table =
                new WrittenTable(folder.resolve("table"), schema, Map.of("write.target-file-size-bytes", "20000"));

        table.write(table.columnWriter(), List.of(numbers(10_000)));

        assertThat(table.files()).hasSizeBetween(2, 10);
        assertThat(table.rows()).hasSize(10_000);
    }

    private static Batch numbers(int count) {
        OnHeapColumnVector ids = new OnHeapColumnVector(count, DataTypes.LongType);
        for (int row = 0; row < count; row++) {
            ids.putLong(row, row);
        }
        return new Batch(new ColumnVector[] {ids}, IntStream.range(0, count).toArray());
    }

    @Test
    void writesConstantsAsRuns() throws IOException {
        int count = 100_000;
        StructType schema = Lineage.append(new StructType().add("id", DataTypes.LongType), Lineage.columns());
        WrittenTable table = new WrittenTable(folder.resolve("table"), schema, Map.of());
        ConstantColumnVector topic = new ConstantColumnVector(count, DataTypes.StringType);
        topic.setUtf8String(UTF8String.fromString("clicks"));
        ConstantColumnVector partition = new ConstantColumnVector(count, DataTypes.IntegerType);
        partition.setInt(7);
        ColumnVector id = numbers(count).columns()[0];
        Batch batch = new Batch(
                new ColumnVector[] {id, topic, partition, id},
                IntStream.range(0, count).toArray());

        table.write(table.columnWriter(), List.of(batch));

        try (ParquetFileReader file = table.open(table.files().get(0))) {
            List<ColumnChunkMetaData> chunks = file.getRowGroups().get(0).getColumns();
            assertThat(chunks.get(1).getTotalSize()).as("topic").isLessThan(500);
            assertThat(chunks.get(2).getTotalSize()).as("partition").isLessThan(500);
        }
        assertThat(table.rows().get(count - 1)).isEqualTo("[99999, clicks, 7, 99999]");
    }

    @Test
    void writesTheFooterOfIceberg() throws IOException {
        StructType schema = new StructType().add("id", DataTypes.LongType, false);
        Map<String, String> properties = Map.of("write.parquet.row-group-size-bytes", "20000");
        WrittenTable expected = new WrittenTable(folder.resolve("rows"), schema, properties);
        WrittenTable actual = new WrittenTable(folder.resolve("columns"), schema, properties);

        expected.write(expected.rowWriter(), List.of(numbers(10_000)));
        actual.write(actual.columnWriter(), List.of(numbers(10_000)));

        try (ParquetFileReader theirs = expected.open(expected.files().get(0));
                ParquetFileReader ours = actual.open(actual.files().get(0))) {
            assertThat(ours.getFileMetaData().getSchema())
                    .isEqualTo(theirs.getFileMetaData().getSchema());
            assertThat(ours.getFileMetaData().getKeyValueMetaData())
                    .isEqualTo(theirs.getFileMetaData().getKeyValueMetaData());
            List<BlockMetaData> rowGroups = ours.getRowGroups();
            assertThat(actual.files().get(0).splitOffsets())
                    .hasSizeGreaterThan(1)
                    .isEqualTo(rowGroups.stream()
                            .map(BlockMetaData::getStartingPos)
                            .toList());
            ColumnChunkMetaData chunk = rowGroups.get(0).getColumns().get(0);
            assertThat(ours.readColumnIndex(chunk)).isNotNull();
            assertThat(ours.readOffsetIndex(chunk)).isNotNull();
        }
    }

    @Test
    void leavesNothingBehindWhenItIsAborted() throws IOException {
        StructType schema = new StructType().add("id", DataTypes.LongType, false);
        Map<String, String> properties =
                Map.of("write.target-file-size-bytes", "20000", "write.parquet.row-group-size-bytes", "10000");
        WrittenTable table = new WrittenTable(folder.resolve("table"), schema, properties);
        RowWriter writer = table.columnWriter();
        Batch batch = numbers(9_500);
        writer.write(batch.columns(), batch.rows(), batch.rows().length);
        assertThat(table.dataFiles()).isNotEmpty(); // some complete, one not

        writer.abort();
        writer.abort();

        assertThat(table.dataFiles()).isEmpty();
    }

    @Test
    void refusesNullWhereTheTableHasNone() {
        StructType schema = new StructType().add("id", DataTypes.LongType, false);
        WrittenTable table = new WrittenTable(folder.resolve("table"), schema, Map.of());
        OnHeapColumnVector ids = new OnHeapColumnVector(1, DataTypes.LongType);
        ids.putNull(0);
        RowWriter writer = table.columnWriter();

        assertThatThrownBy(() -> writer.write(new ColumnVector[] {ids}, new int[] {0}, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot write NULL, the column is NOT NULL: id");
    }

    @Test
    void leavesOtherTablesToIceberg() {
        Schema flat = SparkSchemaUtil.convert(new StructType().add("id", DataTypes.LongType));
        Schema nested =
                SparkSchemaUtil.convert(new StructType().add("ids", DataTypes.createArrayType(DataTypes.LongType)));

        assertThat(ParquetSettings.cover(flat, Map.of("write.parquet.page-size-bytes", "1000", "owner", "web")))
                .isTrue();
        assertThat(ParquetSettings.cover(flat, Map.of("write.parquet.bloom-filter-enabled.column.id", "true")))
                .isFalse();
        assertThat(ParquetSettings.cover(nested, Map.of())).isFalse();
    }

    private static void assertSame(WrittenTable actual, WrittenTable expected, String description) {
        List<String> rows = actual.rows();
        List<String> expectedRows = expected.rows();
        assertThat(rows).as(description).hasSameSizeAs(expectedRows);
        for (int i = 0; i < rows.size(); i++) {
            assertThat(rows.get(i)).as("row " + i + " of " + description).isEqualTo(expectedRows.get(i));
        }
        assertThat(actual.files().stream().map(WrittenTable::knowledge).toList())
                .as(description)
                .isEqualTo(
                        expected.files().stream().map(WrittenTable::knowledge).toList());
    }

    private static List<Batch> batches(Random random, RandomColumns columns) {
        List<Batch> batches = new ArrayList<>();
        for (int count = 1 + random.nextInt(4); count > 0; count--) {
            int rows = 1 + random.nextInt(2_500);
            batches.add(new Batch(columns.next(rows), columns.choose(rows)));
        }
        return batches;
    }

    private static Map<String, String> properties(Random random) {
        Map<String, String> properties = new HashMap<>();
        set(properties, random, "write.parquet.row-group-size-bytes", "20000", "90000");
        set(properties, random, "write.parquet.page-size-bytes", "500", "4000");
        set(properties, random, "write.parquet.page-row-limit", "77", "1000");
        set(properties, random, "write.parquet.dict-size-bytes", "100", "1500");
        set(properties, random, "write.parquet.compression-codec", "zstd", "zstd", "snappy", "uncompressed");
        set(properties, random, "write.metadata.metrics.default", "full", "counts", "truncate(3)", "none");
        return properties;
    }

    private static void set(Map<String, String> properties, Random random, String key, String... values) {
        if (random.nextBoolean()) {
            properties.put(key, values[random.nextInt(values.length)]);
        }
    }
}
