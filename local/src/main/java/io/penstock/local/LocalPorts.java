package io.penstock.local;

import java.io.IOException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The ports of a home's services, all on the loopback interface.
 *
 * @param kafka of the broker; 0 for any free one
 * @param api of the runtime; 0 for any free one
 * @param metastore of the Hive Metastore; 0 for any free one
 * @param search of the search service; 0 for any free one
 */
public record LocalPorts(int kafka, int api, int metastore, int search) {

    public static final int DEFAULT_API_PORT = 8642;
    public static final LocalPorts DEFAULTS =
            new LocalPorts(Broker.DEFAULT_PORT, DEFAULT_API_PORT, Ports.ANY, Search.DEFAULT_PORT);

    private static final int LAST_PORT = 65_535;

    public LocalPorts {
        requireValid(kafka, RuntimeService.KAFKA_PORT_OPTION);
        requireValid(api, RuntimeService.API_PORT_OPTION);
        requireValid(metastore, Metastore.PORT_OPTION);
        requireValid(search, Search.PORT_OPTION);
    }

    /** The ports that the home remembers, else the defaults. */
    static LocalPorts load(Home home) {
        return JsonFile.find(home.settings(), Saved.class).map(Saved::ports).orElse(DEFAULTS);
    }

    /** What the file says; one that was written before there was a search service does not say its port. */
    private record Saved(int kafka, int api, int metastore, @Nullable Integer search) {

        LocalPorts ports() {
            return new LocalPorts(kafka, api, metastore, search == null ? Search.DEFAULT_PORT : search);
        }
    }

    /** Keeps them as the home's ports from now on. */
    void save(Home home) {
        try {
            JsonFile.write(home.settings(), this);
        } catch (IOException e) {
            throw new LocalServiceException("Cannot write the ports of the local services: " + home.settings(), e);
        }
    }

    /** Whether these are the other ports, zeros aside. */
    boolean agreesWith(LocalPorts other) {
        return agrees(kafka, other.kafka)
                && agrees(api, other.api)
                && agrees(metastore, other.metastore)
                && agrees(search, other.search);
    }

    private static boolean agrees(int port, int other) {
        return port == Ports.ANY || port == other;
    }

    /**
     * Free ports in the place of zeros.
     *
     * @throws LocalServiceException when one of the others is taken; that of the search service may be, since not every home
     *     has one: {@link #requireSearchFree}
     */
    LocalPorts claim() {
        Ports.requireFree(kafka, Broker.NAME, RuntimeService.KAFKA_PORT_OPTION);
        Ports.requireFree(api, RuntimeService.NAME, RuntimeService.API_PORT_OPTION);
        Ports.requireFree(metastore, Metastore.NAME, Metastore.PORT_OPTION);
        UnaryOperator<Integer> free = port -> port == Ports.ANY ? Ports.anyFree() : port;
        return new LocalPorts(free.apply(kafka), free.apply(api), free.apply(metastore), free.apply(search));
    }

    /** @throws LocalServiceException when the search service could not listen */
    void requireSearchFree() {
        Ports.requireFree(search, Search.NAME, Search.PORT_OPTION);
    }

    private static void requireValid(int port, String option) {
        if (port < 0 || port > LAST_PORT) {
            throw new LocalServiceException(
                    "Cannot use %s %d, a port is a number from 0 to %d".formatted(option, port, LAST_PORT));
        }
    }
}
