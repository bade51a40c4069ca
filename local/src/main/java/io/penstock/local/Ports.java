package io.penstock.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** TCP ports of the loopback interface. */
final class Ports {

    /** Stands for any free port. */
    static final int ANY = 0;

    static final String LOOPBACK = "127.0.0.1";

    private static final int FIRST_CHOICE = 20_000;
    private static final int CHOICES = 12_000;
    private static final int MOST_LOOKS = 1_000;
    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(CHOICES));

    private Ports() {}

    static boolean free(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true); // as the services do: connections that linger after a stop are no obstacle
            socket.bind(new InetSocketAddress(InetAddress.getByName(LOOPBACK), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * A port that nobody holds now; somebody may take it before its user does. That is rare: it lies below those that systems give to
     * outgoing connections, this process gives none twice before all were given, and another begins elsewhere.
     */
    static int anyFree() {
        for (int look = 0; look < MOST_LOOKS; look++) {
            int port = FIRST_CHOICE + Math.floorMod(NEXT.getAndIncrement(), CHOICES);
            if (free(port)) {
                return port;
            }
        }
        throw new LocalServiceException("Cannot find a free port on %s between %d and %d, %d were looked at"
                .formatted(LOOPBACK, FIRST_CHOICE, FIRST_CHOICE + CHOICES, MOST_LOOKS));
    }

    /** Fails unless the service can listen there; the message names the holder, where it can be found, and the option. */
    static void requireFree(int port, String service, String option) {
        if (port == ANY || free(port)) {
            return;
        }
        String holder = PortHolder.find(port).map(" by "::concat).orElse("");
        throw new LocalServiceException(
                "Cannot start the %s, port %d of %s is in use%s; stop that process or choose another port with %s (0 takes a free one)"
                        .formatted(service, port, LOOPBACK, holder, option));
    }
}
