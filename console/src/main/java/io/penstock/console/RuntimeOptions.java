package io.penstock.console;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The command line of the runtime's process.
 *
 * @param home the home folder
 * @param profile the file that says where Kafka, tables and state are; without one they are those of the home
 * @param bootstrap Kafka's bootstrap servers, where there is no profile
 * @param metastore address of a Hive Metastore, if there may be one
 * @param search address of a search service, {@code http://host:port}, if there may be one
 * @param port of the API; 0 for any free one
 * @param resume whether pipelines that ran before run again
 * @param exitOnStdinEof whether to end with the process that holds the other end of standard input
 */
record RuntimeOptions(
        Path home,
        @Nullable Path profile,
        String bootstrap,
        @Nullable String metastore,
        @Nullable String search,
        int port,
        boolean resume,
        boolean exitOnStdinEof) {

    static final String USAGE =
            "RuntimeMain --home DIR (--profile FILE | --bootstrap HOST:PORT [--metastore URI] [--search URI])"
                    + " [--port N] [--no-resume] [--exit-on-stdin-eof]";

    /** @throws IllegalArgumentException with a message for who started the process */
    static RuntimeOptions parse(List<String> arguments) {
        @Nullable String home = null;
        @Nullable Path profile = null;
        @Nullable String bootstrap = null;
        @Nullable String metastore = null;
        @Nullable String search = null;
        int port = 0;
        boolean resume = true;
        boolean exitOnStdinEof = false;
        for (Iterator<String> i = arguments.iterator(); i.hasNext(); ) {
            String option = i.next();
            switch (option) {
                case "--home" -> home = value(option, i);
                case "--profile" -> profile = Path.of(value(option, i));
                case "--bootstrap" -> bootstrap = value(option, i);
                case "--metastore" -> metastore = value(option, i);
                case "--search" -> search = value(option, i);
                case "--port" -> port = port(value(option, i));
                case "--no-resume" -> resume = false;
                case "--exit-on-stdin-eof" -> exitOnStdinEof = true;
                default -> throw new IllegalArgumentException("Cannot start the runtime, unknown option: " + option);
            }
        }
        if (home == null || (bootstrap == null) == (profile == null)) {
            throw new IllegalArgumentException(
                    "Cannot start the runtime, --home and one of --profile and --bootstrap are needed: " + USAGE);
        }
        return new RuntimeOptions(
                Path.of(home).toAbsolutePath(),
                profile,
                bootstrap == null ? "" : bootstrap,
                metastore,
                search,
                port,
                resume,
                exitOnStdinEof);
    }

    private static String value(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException("Cannot start the runtime, option has no value: " + option);
        }
        return rest.next();
    }

    private static int port(String value) {
        try {
            int port = Integer.parseInt(value);
            if (port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("Cannot start the runtime, this is no port: " + value, e);
        }
        throw new IllegalArgumentException("Cannot start the runtime, this is no port: " + value);
    }
}
