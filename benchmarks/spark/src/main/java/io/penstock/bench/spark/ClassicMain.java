package io.penstock.bench.spark;

import io.penstock.bench.contender.Contender;
import io.penstock.bench.contender.ContenderMain;
import io.penstock.bench.contender.Job;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.Trigger;

/** The job as tutorials have it: Kafka source, split, and an {@code INSERT INTO} for each batch; nothing is tuned. */
public final class ClassicMain implements Contender {

    private ClassicMain() {}

    public static void main(String[] arguments) {
        ContenderMain.run(arguments, new ClassicMain());
    }

    @Override
    public void run(Job job) throws Exception {
        SparkSession spark = Sessions.create(job.warehouse(), Map.of());
        String table = "lake." + Job.NAMESPACE + "." + job.table();
        spark.sql("CREATE TABLE " + table + " (" + job.workload().resultDdl() + ") USING iceberg TBLPROPERTIES ("
                + Job.compressionSql() + ")");
        Dataset<Row> records = spark.readStream()
                .format("kafka")
                .option("kafka.bootstrap.servers", job.bootstrapServers())
                .option("subscribe", job.topic())
                .option("startingOffsets", "earliest")
                .option("maxOffsetsPerTrigger", job.batchRecords())
                .load();
        Decoding.rows(job.workload(), records)
                .writeStream()
                .option(
                        "checkpointLocation",
                        job.folder().resolve("checkpoint-" + job.table()).toString())
                .trigger(Trigger.AvailableNow())
                .foreachBatch((batch, id) -> {
                    batch.createOrReplaceTempView("events");
                    batch.sparkSession().sql("INSERT INTO " + table + " SELECT * FROM events");
                })
                .start()
                .awaitTermination();
    }
}
