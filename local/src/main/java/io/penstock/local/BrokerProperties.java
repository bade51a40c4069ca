package io.penstock.local;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The settings of a single Kafka node on a machine that does other things as well. */
final class BrokerProperties {

    private BrokerProperties() {}

    /**
     * @param listeners further ones beside the plain one, {@code NAME://127.0.0.1:port}
     * @param settings further settings
     */
    static String text(Path data, int port, int controllerPort, List<String> listeners, Map<String, String> settings) {
        StringBuilder text = new StringBuilder(text(data, port, controllerPort, String.join("", further(listeners))));
        settings.forEach((key, value) ->
                text.append(key).append('=').append(escaped(value)).append('\n'));
        return text.toString();
    }

    private static List<String> further(List<String> listeners) {
        return listeners.stream().map(","::concat).toList();
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\");
    }

    private static String text(Path data, int port, int controllerPort, String listeners) {
        return """
        process.roles=broker,controller
        node.id=1
        # voters by name, not the standalone form: the ports may differ at the next start
        controller.quorum.voters=1@127.0.0.1:%2$d
        controller.listener.names=CONTROLLER
        listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d%4$s
        advertised.listeners=PLAINTEXT://127.0.0.1:%1$d%4$s
        inter.broker.listener.name=PLAINTEXT
        log.dirs=%3$s

        # one node: one copy of everything, and few files
        offsets.topic.replication.factor=1
        offsets.topic.num.partitions=1
        transaction.state.log.replication.factor=1
        transaction.state.log.min.isr=1
        transaction.state.log.num.partitions=1
        share.coordinator.state.topic.replication.factor=1
        share.coordinator.state.topic.min.isr=1
        share.coordinator.state.topic.num.partitions=1

        # a mistyped name must not become a topic
        auto.create.topics.enable=false
        # nobody joins a group in a crowd here
        group.initial.rebalance.delay.ms=0

        # after kill -9 the next start waits for the end of the old session
        broker.session.timeout.ms=3000
        broker.heartbeat.interval.ms=1000

        # heap and threads for a laptop
        num.network.threads=2
        num.io.threads=4
        background.threads=2
        log.cleaner.dedupe.buffer.size=16777216
        """
                .formatted(port, controllerPort, escaped(data.toString()), listeners);
    }
}
