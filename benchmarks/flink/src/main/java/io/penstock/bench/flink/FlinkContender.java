package io.penstock.bench.flink;

import io.penstock.bench.contender.Contender;
import io.penstock.bench.contender.Job;
import io.penstock.bench.contender.Workload;
import java.util.Map;
import java.util.function.Function;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.data.RowData;
import org.apache.iceberg.DistributionMode;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.flink.CatalogLoader;
import org.apache.iceberg.flink.TableLoader;
import org.apache.iceberg.flink.sink.IcebergSink;

/**
 * Kafka source, deserializer, Iceberg's sink.
 *
 * <p><b>Delivery:</b> exactly once, by a checkpoint at each commit interval. A bounded job ends after its last commit.
 */
final class FlinkContender implements Contender {

    private final Function<Workload, KafkaRecordDeserializationSchema<RowData>> deserializer;

    FlinkContender(Function<Workload, KafkaRecordDeserializationSchema<RowData>> deserializer) {
        this.deserializer = deserializer;
    }

    @Override
    public void run(Job job) throws Exception {
        topology(job, source(job).setBounded(OffsetsInitializer.latest()).build())
                .execute(job.table());
    }

    @Override
    public void start(Job job) throws Exception {
        topology(job, source(job).build()).executeAsync(job.table());
    }

    private KafkaSourceBuilder<RowData> source(Job job) {
        return KafkaSource.<RowData>builder()
                .setBootstrapServers(job.bootstrapServers())
                .setTopics(job.topic())
                .setGroupId(job.table())
                .setStartingOffsets(OffsetsInitializer.earliest())
                // fewer, larger answers of the broker
                .setProperty("max.partition.fetch.bytes", "8388608")
                .setProperty("max.poll.records", "5000")
                .setProperty("partition.discovery.interval.ms", "-1")
                .setDeserializer(deserializer.apply(job.workload()));
    }

    private static StreamExecutionEnvironment topology(Job job, KafkaSource<RowData> source) {
        Configuration configuration = new Configuration();
        configuration.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
        configuration.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                job.folder().resolve("checkpoints").toUri().toString());
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.createLocalEnvironment(job.partitions(), configuration);
        environment.getConfig().enableObjectReuse();
        environment.enableCheckpointing(job.commitInterval().toMillis(), CheckpointingMode.EXACTLY_ONCE);
        DataStream<RowData> rows = environment.fromSource(source, WatermarkStrategy.noWatermarks(), "kafka");
        CatalogLoader catalog = CatalogLoader.hadoop(
                "bench",
                new org.apache.hadoop.conf.Configuration(),
                Map.of("warehouse", job.warehouse().toUri().toString()));
        TableIdentifier name = TableIdentifier.of(Namespace.of(Job.NAMESPACE), job.table());
        IcebergSink.forRowData(rows)
                .table(create(catalog.loadCatalog(), name, job.workload()))
                .tableLoader(TableLoader.fromCatalog(catalog, name))
                .distributionMode(DistributionMode.NONE) // rows stay in the task that read them
                .writeParallelism(job.partitions())
                .append();
        return environment;
    }

    private static Table create(Catalog catalog, TableIdentifier name, Workload workload) {
        return catalog.createTable(
                name, FlinkTypes.schema(workload.columns()), PartitionSpec.unpartitioned(), Job.COMPRESSION);
    }
}
