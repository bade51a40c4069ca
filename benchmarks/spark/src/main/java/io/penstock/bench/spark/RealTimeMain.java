package io.penstock.bench.spark;

import io.penstock.bench.contender.Contender;
import io.penstock.bench.contender.ContenderMain;
import io.penstock.bench.contender.Job;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.Trigger;

/** Spark's real-time mode from topic to topic, with Spark's own source: decodes, leaves out bad records, and writes CSV. */
public final class RealTimeMain implements Contender {

    /** How often it notes in its checkpoint where it is; records do not wait for that. */
    private static final String CHECKPOINT_INTERVAL = "30 seconds";

    private RealTimeMain() {}

    public static void main(String[] arguments) {
        ContenderMain.run(arguments, new RealTimeMain());
    }

    @Override
    public void run(Job job) {
        throw new UnsupportedOperationException("Cannot read a topic to its end, real-time mode has none");
    }

    @Override
    public void start(Job job) throws Exception {
        SparkSession spark = Sessions.create(job.warehouse(), Map.of());
        Dataset<Row> records = spark.readStream()
                .format("kafka")
                .option("kafka.bootstrap.servers", job.bootstrapServers())
                .option("subscribe", job.topic())
                .option("startingOffsets", "earliest")
                .load();
        Decoding.rows(job.workload(), records)
                .selectExpr("CAST(concat_ws(',', recordtime, eventid, url, ip) AS BINARY) AS value")
                .writeStream()
                .format("kafka")
                .option("kafka.bootstrap.servers", job.bootstrapServers())
                .option("topic", job.outputTopic())
                .outputMode("update")
                .option(
                        "checkpointLocation",
                        job.folder().resolve("checkpoint-" + job.table()).toString())
                .trigger(Trigger.RealTime(CHECKPOINT_INTERVAL))
                .start();
    }
}
