package io.penstock.engine.sql.virtual;

import io.penstock.engine.kafka.KafkaSettings;
import io.penstock.engine.kafka.KafkaTopics;
import io.penstock.pipeline.KafkaSource;
import io.penstock.pipeline.Pipeline;
import io.penstock.sinks.VirtualTable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The topics that deployed pipelines read, decoded as they decode them: {@code topics.<topic>}.
 *
 * <p>A topic has its own name, and one without {@code -} and {@code .}. Where pipelines decode a topic in different ways these
 * names stand for none of them; each is {@code topics.<pipeline>__<source>} then, which can always be asked for.
 */
public final class TopicTables implements VirtualNamespace {

    private static final String NAME = "topics";

    private final Supplier<List<Pipeline>> pipelines;
    private final KafkaTopics topics;
    private final KafkaSettings kafka;

    /** @param pipelines those that are deployed now */
    public TopicTables(Supplier<List<Pipeline>> pipelines, KafkaTopics topics, KafkaSettings kafka) {
        this.pipelines = pipelines;
        this.topics = topics;
        this.kafka = kafka;
    }

    /** A source of a pipeline. */
    private record Reader(String name, KafkaSource source) {

        String topic() {
            return source.kafka().topic();
        }

        /** Whether the other one makes the same rows of the same topic. */
        boolean agreesWith(Reader other) {
            return topic().equals(other.topic())
                    && source.decode().equals(other.source.decode())
                    && source.metadata().equals(other.source.metadata())
                    && List.copyOf(source.metadata().keySet())
                            .equals(List.copyOf(other.source.metadata().keySet()));
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> tables() {
        Map<String, List<Reader>> byTopic =
                readers().stream().collect(Collectors.groupingBy(Reader::topic, TreeMap::new, Collectors.toList()));
        Map<String, Long> plainNames = byTopic.keySet().stream()
                .collect(Collectors.groupingBy(VirtualNamespace::plain, Collectors.counting()));
        return byTopic.entrySet().stream()
                .flatMap(topic -> {
                    if (!agree(topic.getValue())) {
                        return topic.getValue().stream().map(Reader::name);
                    }
                    String plain = VirtualNamespace.plain(topic.getKey());
                    return Stream.of(plainNames.get(plain) == 1 ? plain : topic.getKey());
                })
                .distinct()
                .sorted()
                .toList();
    }

    @Override
    public Optional<VirtualTable> find(String table) {
        List<Reader> all = readers();
        return Stream.<Predicate<Reader>>of(
                        reader -> reader.topic().equals(table),
                        reader -> VirtualNamespace.plain(reader.topic()).equals(table),
                        reader -> reader.name().equals(table))
                .map(meant -> all.stream().filter(meant).toList())
                .filter(found -> !found.isEmpty())
                .findFirst()
                .map(found -> one(table, found))
                .map(reader -> new TopicTable(NAME + "." + table, reader.topic(), reader.source(), topics, kafka));
    }

    private static Reader one(String table, List<Reader> found) {
        if (agree(found)) {
            return found.get(0);
        }
        List<String> distinctTopics =
                found.stream().map(Reader::topic).distinct().sorted().toList();
        boolean oneTopic = distinctTopics.size() == 1;
        List<String> choice = oneTopic
                ? found.stream().map(Reader::name).sorted().toList()
                : distinctTopics.stream().map(topic -> '`' + topic + '`').toList();
        throw new VirtualTableException("Cannot read %s.%s, %s: choose one of %s"
                .formatted(
                        NAME,
                        table,
                        oneTopic
                                ? "pipelines decode the topic in different ways"
                                : "several topics can be written like this",
                        choice.stream().map(name -> NAME + "." + name).collect(Collectors.joining(", "))));
    }

    private static boolean agree(List<Reader> readers) {
        return readers.stream().allMatch(reader -> reader.agreesWith(readers.get(0)));
    }

    @Override
    public String whyNone() {
        return "no deployed pipeline reads a topic of that name, so nothing says how its records are decoded:"
                + " deploy one that does with `penstock apply`, or see what there is with SHOW TABLES IN topics";
    }

    private List<Reader> readers() {
        Function<Pipeline, Stream<Reader>> sources = pipeline -> pipeline.sources().entrySet().stream()
                .map(source -> new Reader(
                        VirtualNamespace.plain(pipeline.name()) + "__" + VirtualNamespace.plain(source.getKey()),
                        source.getValue()));
        return pipelines.get().stream().flatMap(sources).toList();
    }
}
