package io.penstock.sinks;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.pipeline.PartitionTransform;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.Table;
import org.apache.iceberg.spark.actions.SparkActions;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables with a key, read and compacted by Spark. */
class UpsertIT {

    private static final int KEYS = 1_000;
    private static final int BATCHES = 6;

    private static final StructType COLUMNS = new StructType()
            .add("url", DataTypes.StringType)
            .add("at", DataTypes.TimestampType)
            .add("day", DataTypes.DateType)
            .add("price", DataTypes.createDecimalType(20, 2))
            .add("id", DataTypes.IntegerType)
            .add("batch", DataTypes.LongType);

    @TempDir
    Path folder;

    private TableCatalog catalog;
    private SparkSession spark;

    @BeforeEach
    void start() {
        catalog = TableCatalog.open(
                TableCatalog.sqlite(folder.resolve("catalog.db")),
                folder.resolve("warehouse").toUri(),
                null,
                new Configuration());
        SparkSession.Builder builder = SparkSession.builder()
                .master("local[1]")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.session.timeZone", "UTC")
                .config("spark.sql.shuffle.partitions", "1");
        catalog.sparkSettings().forEach(builder::config);
        spark = builder.getOrCreate();
    }

    @AfterEach
    void stop() {
        spark.stop();
    }

    @Test
    void sparkReadsTheNewestRowOfEachKey() {
        OutputTable table = table(List.of());

        IntStream.range(0, BATCHES).forEach(batch -> commit(table, batch));

        assertThat(rows()).isEqualTo(expected(BATCHES));
    }

    @Test
    void sparkReadsTheNewestRowOfEachKeyOfAPartition() {
        OutputTable table = table(List.of(
                new PartitionTransform(PartitionTransform.Kind.DAYS, "at", 0),
                new PartitionTransform(PartitionTransform.Kind.TRUNCATE, "price", 1_000)));

        IntStream.range(0, BATCHES).forEach(batch -> commit(table, batch));

        assertThat(rows()).isEqualTo(expected(BATCHES));
    }

    @Test
    void compactionTakesTheKeysAwayAndTheNextBatchReplacesWhatItWrote() {
        OutputTable table = table(List.of());
        IntStream.range(0, BATCHES - 1).forEach(batch -> commit(table, batch));
        assertThat(totalOf("total-equality-deletes")).isPositive();

        SparkActions.get(spark)
                .rewriteDataFiles(iceberg())
                .option("delete-file-threshold", "1")
                .option("remove-dangling-deletes", "true")
                .execute();

        assertThat(totalOf("total-equality-deletes")).isZero();
        assertThat(rows()).isEqualTo(expected(BATCHES - 1));

        commit(table, BATCHES - 1);
        assertThat(rows()).isEqualTo(expected(BATCHES));
    }

    private OutputTable table(List<PartitionTransform> partitions) {
        return catalog.loadOrCreate(
                TableSpec.withLineage("web.prices", "web", "prices", COLUMNS, new StructType(), partitions)
                        .withKey(List.of("url", "at", "day", "price", "id")));
    }

    /** Batch 0 has all keys; batch b those that b divides. */
    private static void commit(OutputTable table, int batch) {
        BatchIdentity identity = new BatchIdentity("web", "prices", "one", batch);
        List<String> files = new ArrayList<>();
        for (int task = 0; task < 2; task++) {
            RowWriter writer = table.writerFactory().create(identity, "run", task + "-0");
            for (int key = task; key < KEYS; key += 2) {
                if (batch == 0 || key % batch == 0) {
                    writer.write(row(key, batch), InternalRow.empty());
                }
            }
            files.addAll(writer.complete());
        }
        assertThat(table.commit(identity, table.pack(files), () -> {})).isTrue();
    }

    /** A row whose key is of values that are NULL in turns. */
    private static InternalRow row(int key, long batch) {
        return new GenericInternalRow(new Object[] {
            key % 7 == 0 ? null : UTF8String.fromString("/" + key % 10),
            key % 5 == 0 ? null : 1_763_769_600_000_000L + key % 3 * 86_400_000_000L,
            key % 3 == 0 ? null : 20_000 + key % 4,
            key % 2 == 0 ? null : Decimal.apply(key % 17 * 100, 20, 2),
            key,
            batch
        });
    }

    private static List<String> expected(int batches) {
        return IntStream.range(0, KEYS)
                .mapToObj(key -> key + " "
                        + IntStream.range(0, batches)
                                .filter(batch -> batch == 0 || key % batch == 0)
                                .max()
                                .getAsInt())
                .toList();
    }

    private List<String> rows() {
        return spark.sql("SELECT concat(id, ' ', batch) FROM web.prices ORDER BY id, batch")
                .as(Encoders.STRING())
                .collectAsList();
    }

    private Table iceberg() {
        return catalog.iceberg().loadTable(TableCatalog.identifier("web.prices"));
    }

    private long totalOf(String figure) {
        return Long.parseLong(iceberg().currentSnapshot().summary().getOrDefault(figure, "0"));
    }
}
