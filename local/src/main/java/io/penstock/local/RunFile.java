package io.penstock.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a serving process is: {@code run/<service>.json}. The runtime writes its own, with the port that it found. */
record RunFile(long pid, int port, @Nullable String started) {

    static Path of(Home home, String service) {
        return home.run().resolve(service + ".json");
    }

    static Optional<RunFile> find(Home home, String service) {
        return JsonFile.find(of(home, service), RunFile.class);
    }

    static void write(Home home, Service service) throws IOException {
        JsonFile.write(
                of(home, service.name()),
                new RunFile(service.pid(), service.port(), Instant.now().toString()));
    }

    static void delete(Home home, String service) {
        try {
            Files.deleteIfExists(of(home, service));
        } catch (IOException e) {
            throw new LocalServiceException("Cannot remove a file of the local services: " + of(home, service), e);
        }
    }

    boolean alive() {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }
}
