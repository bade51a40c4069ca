package io.penstock.cli;

import io.penstock.cli.kafka.Bootstrap;
import io.penstock.cli.kafka.ClientLog;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What commands that talk to Kafka have in common. */
final class KafkaOptions {

    @Option(
            names = "--bootstrap",
            paramLabel = "HOST:PORT",
            description = "Address of Kafka. Default: the broker of the local stack.")
    private @Nullable String bootstrap;

    /** Where Kafka is; from here on what its client logs stays off the terminal. */
    String connect(Context context) {
        if (context.verbose()) {
            ClientLog.to(context.err());
        } else {
            ClientLog.toFile(context.home());
        }
        return bootstrap != null ? bootstrap : Bootstrap.of(context.home());
    }
}
