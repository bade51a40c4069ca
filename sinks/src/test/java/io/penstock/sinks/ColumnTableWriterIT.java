package io.penstock.sinks;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.sinks.WrittenTable.Batch;
import io.penstock.sinks.parquet.ParquetSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.iceberg.shaded.org.apache.parquet.column.Encoding;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.vectorized.OnHeapColumnVector;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files made of columns, read by the vectorised readers of Iceberg and of Spark. */
class ColumnTableWriterIT {

    private static final int TABLES = 4;

    private static SparkSession spark;

    @TempDir
    Path folder;

    @BeforeAll
    static void startSpark() {
        spark = SparkSession.builder()
                .master("local[1]")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.session.timeZone", "UTC")
                .config("spark.sql.shuffle.partitions", "1")
                .getOrCreate();
    }

    @AfterAll
    static void stopSpark() {
        spark.stop();
    }

    @Test
    void areReadAsThoseOfIcebergAre() {
        for (int seed = 0; seed < TABLES; seed++) {
            Pair tables = write(seed);
            String description = "seed " + seed;

            Dataset<Row> iceberg = icebergRows(tables.actual());
            Dataset<Row> parquet = parquetRows(tables.actual());

            assertThat(iceberg.queryExecution().executedPlan().toString()).contains("ColumnarToRow");
            assertThat(texts(iceberg)).as(description).isEqualTo(texts(icebergRows(tables.expected())));
            assertThat(texts(parquet)).as(description).isEqualTo(texts(parquetRows(tables.expected())));
        }
    }

    @Test
    void numbersThatAreDifferencesAreReadByBoth() throws IOException {
        int count = 50_000;
        StructType schema = new StructType().add(Lineage.OFFSET, DataTypes.LongType, false);
        WrittenTable table = new WrittenTable(
                folder.resolve("offsets"), schema, Map.of(ParquetSettings.DELTA_COLUMNS, "n, " + Lineage.OFFSET));
        OnHeapColumnVector offsets = new OnHeapColumnVector(count, DataTypes.LongType);
        for (int row = 0; row < count; row++) {
            offsets.putLong(row, row + row / 1_000 * 7L); // control records between
        }
        int[] rows = IntStream.range(0, count).toArray();
        table.write(table.columnWriter(), List.of(new Batch(new ColumnVector[] {offsets}, rows)));
        table.commit();
        try (ParquetFileReader file = table.open(table.files().get(0))) {
            ColumnChunkMetaData chunk = file.getRowGroups().get(0).getColumns().get(0);
            assertThat(chunk.getEncodings()).contains(Encoding.DELTA_BINARY_PACKED);
            assertThat(chunk.getTotalSize()).isLessThan(5_000); // a tenth of a byte an offset
        }
        List<Long> expected =
                IntStream.range(0, count).mapToObj(offsets::getLong).toList();

        assertThat(longs(icebergRows(table))).isEqualTo(expected);
        assertThat(longs(parquetRows(table))).isEqualTo(expected);
    }

    private static List<Long> longs(Dataset<Row> rows) {
        return rows.as(Encoders.LONG()).collectAsList();
    }

    private Pair write(int seed) {
        Random random = new Random(1_000 + seed);
        RandomColumns columns = new RandomColumns(random);
        List<Batch> batches = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            batches.add(new Batch(columns.next(2_500), columns.choose(2_500)));
        }
        Map<String, String> properties = random.nextBoolean()
                ? Map.of()
                : Map.of("write.parquet.page-row-limit", "500", "write.parquet.dict-size-bytes", "3000");
        WrittenTable expected = new WrittenTable(folder.resolve("rows" + seed), columns.schema(), properties);
        WrittenTable actual = new WrittenTable(folder.resolve("columns" + seed), columns.schema(), properties);
        expected.write(expected.rowWriter(), batches);
        actual.write(actual.columnWriter(), batches);
        expected.commit();
        actual.commit();
        return new Pair(expected, actual);
    }

    private static Dataset<Row> icebergRows(WrittenTable table) {
        return spark.read().format("iceberg").load(table.table().location());
    }

    private static Dataset<Row> parquetRows(WrittenTable table) {
        return spark.read().parquet(table.files().get(0).location());
    }

    private static List<String> texts(Dataset<Row> rows) {
        return rows.selectExpr("to_json(struct(*))").as(Encoders.STRING()).collectAsList();
    }

    private record Pair(WrittenTable expected, WrittenTable actual) {}
}
