package io.penstock.local;

import java.nio.file.Path;

/** The settings of a single Kafka node on a machine that does other things as well. */
final class BrokerProperties {

    private BrokerProperties() {}

    static String text(Path data, int port, int controllerPort) {
        return """
        process.roles=broker,controller
        node.id=1
        # voters by name, not the standalone form: the ports may differ at the next start
        controller.quorum.voters=1@127.0.0.1:%2$d
        controller.listener.names=CONTROLLER
        listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
        advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
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
                .formatted(port, controllerPort, data.toString().replace("\\", "\\\\"));
    }
}
