package io.penstock.bench.harness;

import io.penstock.bench.contender.Encoder;
import io.penstock.bench.contender.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Topics of the harness's broker. */
record Topics(String bootstrapServers) {

    static final int PARTITIONS = 2;

    private static final int SEGMENTS = 8;

    void create(String topic) {
        create(topic, Map.of());
    }

    /** Creates a topic that forgets its oldest records. @param partitionBytes how large a partition becomes, about */
    void createBounded(String topic, long partitionBytes) {
        create(
                topic,
                Map.of(
                        "retention.bytes",
                        Long.toString(partitionBytes),
                        "segment.bytes",
                        Long.toString(partitionBytes / SEGMENTS)));
    }

    private void create(String topic, Map<String, String> settings) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1).configs(settings)))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new BenchException("Cannot create topic " + topic, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("Cannot create topic " + topic + ", interrupted", e);
        }
    }

    /** Deletes a topic that nobody needs any more. */
    void delete(String topic) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.deleteTopics(List.of(topic)).all().get();
        } catch (ExecutionException e) {
            throw new BenchException("Cannot delete topic " + topic, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("Cannot delete topic " + topic + ", interrupted", e);
        }
    }

    /** Sends the first records of the workload, the n-th to partition n modulo the partitions. @return their bytes */
    long fill(String topic, Workload workload, long records) {
        ExecutorService threads = Executors.newFixedThreadPool(PARTITIONS);
        try {
            List<Future<Long>> senders = new ArrayList<>();
            for (int partition = 0; partition < PARTITIONS; partition++) {
                int first = partition;
                senders.add(threads.submit(() -> send(topic, workload, first, records)));
            }
            long bytes = 0;
            for (Future<Long> sender : senders) {
                bytes += sender.get();
            }
            return bytes;
        } catch (ExecutionException e) {
            throw new BenchException("Cannot fill topic " + topic, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("Cannot fill topic " + topic + ", interrupted", e);
        } finally {
            threads.shutdownNow();
        }
    }

    private long send(String topic, Workload workload, int partition, long records) {
        Encoder encoder = workload.encoder();
        AtomicReference<Exception> failure = new AtomicReference<>();
        long bytes = 0;
        try (KafkaProducer<byte[], byte[]> producer = producer(20)) {
            for (long i = partition; i < records && failure.get() == null; i += PARTITIONS) {
                byte[] record = encoder.record(i);
                bytes += record.length;
                var unused = producer.send(new ProducerRecord<>(topic, partition, null, record), (metadata, e) -> {
                    if (e != null) {
                        failure.set(e);
                    }
                });
            }
        }
        if (failure.get() != null) {
            throw new BenchException("Cannot send to topic " + topic, failure.get());
        }
        return bytes;
    }

    /** A producer with the compression that all topics have. */
    KafkaProducer<byte[], byte[]> producer(int lingerMillis) {
        return new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "compression.type",
                        "lz4",
                        "batch.size",
                        "131072",
                        "linger.ms",
                        Integer.toString(lingerMillis)),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }
}
