package io.penstock.sinks;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.sinks.WrittenTable.Batch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.catalyst.InternalRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files made of columns beside those that Iceberg's own writer makes of the same rows. Seeded, so that a failure repeats. */
class ColumnTableWriterTest {

    private static final int TABLES = 24;

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
        set(properties, random, "write.parquet.row-group-size-bytes", "3000", "60000");
        set(properties, random, "write.parquet.page-size-bytes", "64", "2000");
        set(properties, random, "write.parquet.page-row-limit", "9", "77", "1000");
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
