package io.penstock.bench.connect;

import io.penstock.bench.contender.Contender;
import io.penstock.bench.contender.ContenderMain;
import io.penstock.bench.contender.Job;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.hadoop.HadoopCatalog;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.connect.cli.ConnectStandalone;
import org.apache.kafka.connect.runtime.Connect;
import org.apache.kafka.connect.runtime.Herder;
import org.apache.kafka.connect.runtime.rest.entities.ConnectorInfo;
import org.apache.kafka.connect.runtime.standalone.StandaloneHerder;
import org.apache.kafka.connect.util.FutureCallback;
import org.jspecify.annotations.Nullable;

/**
 * A standalone worker with Iceberg's sink connector, a task for each partition.
 *
 * <p><b>Delivery:</b> exactly once, by the sink's control topic. Connect knows no end: a run is over when the table has all rows,
 * which it gets with the next commit by time.
 */
public final class ConnectMain implements Contender {

    private static final long POLL_MILLIS = 20;
    private static final long CALL_SECONDS = 60;

    private @Nullable Connect<StandaloneHerder> worker;

    private ConnectMain() {}

    public static void main(String[] arguments) {
        ContenderMain.run(arguments, new ConnectMain());
    }

    @Override
    public void run(Job job) throws Exception {
        Table table = create(job);
        put(job);
        while (rows(table) < job.goodRecords()) {
            requireRunning(job);
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            table.refresh();
        }
        FutureCallback<Herder.Created<ConnectorInfo>> deleted = new FutureCallback<>();
        worker(job).herder().deleteConnectorConfig(connectorName(job), deleted);
        deleted.get(CALL_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void start(Job job) throws Exception {
        create(job);
        put(job);
    }

    private void requireRunning(Job job) {
        worker(job).herder().connectorStatus(connectorName(job)).tasks().stream()
                .filter(task -> task.state().equals("FAILED"))
                .findFirst()
                .ifPresent(task -> {
                    throw new IllegalStateException("A task of the connector has failed: " + task.trace());
                });
    }

    private static long rows(Table table) {
        Snapshot current = table.currentSnapshot();
        return current == null ? 0 : Long.parseLong(current.summary().get("total-records"));
    }

    /** Of this process alone: the consumer group is named after it, and one of a round before is at the topic's end. */
    private static String connectorName(Job job) {
        return job.table() + "-" + ProcessHandle.current().pid();
    }

    private void put(Job job) throws Exception {
        String control = "control-" + connectorName(job);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", job.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(control, 1, (short) 1)))
                    .all()
                    .get(CALL_SECONDS, TimeUnit.SECONDS);
        }
        Map<String, String> connector = new HashMap<>();
        connector.put("name", connectorName(job));
        connector.put("connector.class", "org.apache.iceberg.connect.IcebergSinkConnector");
        connector.put("tasks.max", Integer.toString(job.partitions()));
        connector.put("topics", job.topic());
        connector.put("key.converter", "org.apache.kafka.connect.converters.ByteArrayConverter");
        connector.put("value.converter", HandWrittenConverter.class.getName());
        connector.put(
                "value.converter." + HandWrittenConverter.WORKLOAD,
                job.workload().name());
        connector.put("errors.tolerance", "all");
        connector.put("iceberg.tables", Job.NAMESPACE + "." + job.table());
        connector.put("iceberg.catalog.type", "hadoop");
        connector.put("iceberg.catalog.warehouse", job.warehouse().toUri().toString());
        connector.put("iceberg.control.topic", control);
        connector.put("iceberg.kafka.bootstrap.servers", job.bootstrapServers());
        connector.put(
                "iceberg.control.commit.interval-ms",
                Long.toString(job.commitInterval().toMillis()));
        // fewer, larger answers of the broker, and fewer calls of the tasks
        connector.put("consumer.override.max.partition.fetch.bytes", "8388608");
        connector.put("consumer.override.max.poll.records", "5000");
        FutureCallback<Herder.Created<ConnectorInfo>> created = new FutureCallback<>();
        worker(job).herder().putConnectorConfig(connectorName(job), connector, false, created);
        created.get(CALL_SECONDS, TimeUnit.SECONDS);
    }

    private Connect<StandaloneHerder> worker(Job job) {
        if (worker == null) {
            Map<String, String> settings = new HashMap<>();
            settings.put("bootstrap.servers", job.bootstrapServers());
            settings.put("listeners", "http://127.0.0.1:0");
            settings.put("key.converter", "org.apache.kafka.connect.converters.ByteArrayConverter");
            settings.put("value.converter", "org.apache.kafka.connect.converters.ByteArrayConverter");
            settings.put(
                    "offset.storage.file.filename",
                    job.folder().resolve("connect.offsets").toString());
            // a task without new records answers the sink's coordinator as often as this
            settings.put("offset.flush.interval.ms", "1000");
            settings.put("plugin.discovery", "only_scan");
            settings.put("consumer.auto.offset.reset", "earliest");
            settings.put("connector.client.config.override.policy", "All");
            worker = new ConnectStandalone().startConnect(settings);
        }
        return worker;
    }

    private static Table create(Job job) {
        HadoopCatalog catalog =
                new HadoopCatalog(new Configuration(), job.warehouse().toUri().toString());
        Types.NestedField[] fields = job.workload().columns().stream()
                .map(column -> Types.NestedField.optional(
                        job.workload().columns().indexOf(column) + 1,
                        column.name(),
                        switch (column.type()) {
                            case TIMESTAMP -> (Type) Types.TimestampType.withZone();
                            case LONG -> Types.LongType.get();
                            case DOUBLE -> Types.DoubleType.get();
                            case STRING -> Types.StringType.get();
                        }))
                .toArray(Types.NestedField[]::new);
        return catalog.createTable(
                TableIdentifier.of(Namespace.of(Job.NAMESPACE), job.table()),
                new Schema(fields),
                PartitionSpec.unpartitioned(),
                Job.COMPRESSION);
    }
}
