package io.penstock.local;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the jars of the services lie: {@code lib/cli}, {@code lib/broker} and {@code lib/runtime}. */
final class Distribution {

    /** Set by the launcher. */
    static final String LIBRARY_PROPERTY = "penstock.lib";

    private Distribution() {}

    static Path brokerLibrary() {
        String named = System.getProperty(Broker.LIBRARY_PROPERTY);
        return require(named != null ? Path.of(named) : library().resolve("broker"), "broker");
    }

    private static Path library() {
        String named = System.getProperty(LIBRARY_PROPERTY);
        if (named == null) {
            throw new LocalServiceException(
                    "Cannot find the services' jars, the system property %s is not set".formatted(LIBRARY_PROPERTY));
        }
        return Path.of(named);
    }

    private static Path require(Path folder, String service) {
        if (!Files.isDirectory(folder)) {
            throw new LocalServiceException(
                    "Cannot find the jars of the %s, the folder is missing: %s".formatted(service, folder));
        }
        return folder.toAbsolutePath();
    }
}
