package io.penstock.cli;

import io.penstock.local.Home;
import io.penstock.local.LocalServices;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The ports of the local stack. */
final class PortOptions {

    private static final int LAST_PORT = 65_535;

    @Option(
            names = "--kafka-port",
            paramLabel = "PORT",
            description = "Port of the broker, remembered for the next start; 0 takes a free one. Default: 9092.")
    private @Nullable Integer kafka;

    @Option(
            names = "--api-port",
            paramLabel = "PORT",
            description =
                    "Port of the runtime's API, remembered for the next start; 0 takes a free one. Default: 8642.")
    private @Nullable Integer api;

    @Option(
            names = "--metastore-port",
            paramLabel = "PORT",
            description =
                    "Port of the Hive Metastore, which is started when a Hive table is used. Default: any free one.")
    private @Nullable Integer metastore;

    @Option(
            names = "--search-port",
            paramLabel = "PORT",
            description = "Port of the search service, which is started when an index is used, remembered for the next"
                    + " start; 0 takes a free one. Default: 9200.")
    private @Nullable Integer search;

    LocalServices services(Home home) {
        requirePort("--kafka-port", kafka);
        requirePort("--api-port", api);
        requirePort("--metastore-port", metastore);
        requirePort("--search-port", search);
        LocalServices services = LocalServices.in(home);
        services = kafka == null ? services : services.withKafkaPort(kafka);
        services = api == null ? services : services.withApiPort(api);
        services = metastore == null ? services : services.withMetastorePort(metastore);
        return search == null ? services : services.withSearchPort(search);
    }

    private static void requirePort(String option, @Nullable Integer port) {
        if (port != null && (port < 0 || port > LAST_PORT)) {
            throw CommandException.wrongUsage(
                    "Cannot use %s %d, a port is a number from 0 to %d".formatted(option, port, LAST_PORT));
        }
    }
}
