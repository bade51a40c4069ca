package io.penstock.bench.spark;

import io.penstock.bench.contender.Contender;
import io.penstock.bench.contender.ContenderMain;
import io.penstock.bench.contender.Job;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.Trigger;

/** Spark with Iceberg's streaming sink and the settings that pay; exactly once by the checkpoint. */
public final class TunedMain implements Contender {

    private static final Map<String, String> SETTINGS = Map.of(
            // no shuffle in these jobs, so nothing to adapt
            "spark.sql.adaptive.enabled", "false",
            // for counts: state on disk, changes instead of snapshots, a partition of state for each core
            "spark.sql.streaming.stateStore.providerClass",
                    "org.apache.spark.sql.execution.streaming.state.RocksDBStateStoreProvider",
            "spark.sql.streaming.stateStore.rocksdb.changelogCheckpointing.enabled", "true",
            "spark.sql.shuffle.partitions", "2",
            "spark.sql.streaming.numRecentProgressUpdates", "2",
            "spark.sql.streaming.metricsEnabled", "false");

    private TunedMain() {}

    public static void main(String[] arguments) {
        ContenderMain.run(arguments, new TunedMain());
    }

    @Override
    public void run(Job job) throws Exception {
        write(job, Trigger.AvailableNow());
    }

    @Override
    public void start(Job job) throws Exception {
        write(job, Trigger.ProcessingTime(job.commitInterval().toMillis()));
    }

    private static void write(Job job, Trigger trigger) throws Exception {
        SparkSession spark = Sessions.create(job.warehouse(), SETTINGS);
        String table = "lake." + Job.NAMESPACE + "." + job.table();
        spark.sql("CREATE TABLE " + table + " (" + job.workload().resultDdl() + ") USING iceberg"
                // rows stay in the task that read them
                + " TBLPROPERTIES ('write.distribution-mode' = 'none', " + Job.compressionSql() + ")");
        Dataset<Row> records = spark.readStream()
                .format("kafka")
                .option("kafka.bootstrap.servers", job.bootstrapServers())
                .option("subscribe", job.topic())
                .option("startingOffsets", "earliest")
                .option("maxOffsetsPerTrigger", job.batchRecords())
                // fewer, larger answers of the broker
                .option("kafka.max.partition.fetch.bytes", "8388608")
                .option("kafka.max.poll.records", "5000")
                .load();
        DataStreamWriter<Row> writer = Decoding.rows(job.workload(), records)
                .writeStream()
                .format("iceberg")
                .outputMode("append")
                .option("fanout-enabled", "true") // no sort before the write
                .option(
                        "checkpointLocation",
                        job.folder().resolve("checkpoint-" + job.table()).toString())
                .trigger(trigger);
        var query = writer.toTable(table);
        if (trigger.equals(Trigger.AvailableNow())) {
            query.awaitTermination();
        }
    }
}
