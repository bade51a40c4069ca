package io.penstock.local;

import java.io.IOException;
import java.util.function.UnaryOperator;

/**
 * The ports of a home's services, all on the loopback interface.
 *
 * @param kafka of the broker; 0 for any free one
 * @param api of the runtime; 0 for any free one
 * @param metastore of the Hive Metastore; 0 for any free one
 */
public record LocalPorts(int kafka, int api, int metastore) {

    public static final int DEFAULT_API_PORT = 8642;
    public static final LocalPorts DEFAULTS = new LocalPorts(Broker.DEFAULT_PORT, DEFAULT_API_PORT, Ports.ANY);

    private static final int LAST_PORT = 65_535;

    public LocalPorts {
        requireValid(kafka, RuntimeService.KAFKA_PORT_OPTION);
        requireValid(api, RuntimeService.API_PORT_OPTION);
        requireValid(metastore, Metastore.PORT_OPTION);
    }

    /** The ports that the home remembers, else the defaults. */
    static LocalPorts load(Home home) {
        return JsonFile.find(home.settings(), LocalPorts.class).orElse(DEFAULTS);
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
        return agrees(kafka, other.kafka) && agrees(api, other.api) && agrees(metastore, other.metastore);
    }

    private static boolean agrees(int port, int other) {
        return port == Ports.ANY || port == other;
    }

    /** Free ports in the place of zeros. @throws LocalServiceException when one of the others is taken */
    LocalPorts claim() {
        Ports.requireFree(kafka, Broker.NAME, RuntimeService.KAFKA_PORT_OPTION);
        Ports.requireFree(api, RuntimeService.NAME, RuntimeService.API_PORT_OPTION);
        Ports.requireFree(metastore, Metastore.NAME, Metastore.PORT_OPTION);
        UnaryOperator<Integer> free = port -> port == Ports.ANY ? Ports.anyFree() : port;
        return new LocalPorts(free.apply(kafka), free.apply(api), free.apply(metastore));
    }

    private static void requireValid(int port, String option) {
        if (port < 0 || port > LAST_PORT) {
            throw new LocalServiceException(
                    "Cannot use %s %d, a port is a number from 0 to %d".formatted(option, port, LAST_PORT));
        }
    }
}
