package io.penstock.local;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where the jars of the services lie: {@code lib/cli}, {@code lib/broker}, {@code lib/search}, {@code lib/runtime} and {@code lib/aws}. */
final class Distribution {

    /** Set by the launcher. */
    static final String LIBRARY_PROPERTY = "penstock.lib";

    private Distribution() {}

    static Path brokerLibrary() {
        String named = System.getProperty(Broker.LIBRARY_PROPERTY);
        return require(named != null ? Path.of(named) : library().resolve("broker"), "broker");
    }

    static Path searchLibrary() {
        String named = System.getProperty(Search.LIBRARY_PROPERTY);
        return require(named != null ? Path.of(named) : library().resolve("search"), "search");
    }

    static Path runtimeLibrary() {
        return require(library().resolve("runtime"), "runtime");
    }

    /** What a runtime needs besides where a profile may name S3, Glue, the IAM of MSK or signatures for OpenSearch. */
    static Path amazonLibrary() {
        return require(library().resolve("aws"), "runtime");
    }

    /** The jar or folder of this module's classes: the services' own mains and logging need it. */
    static Path ownClasses() {
        try {
            return Path.of(Distribution.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The options that let another JVM of ours find the same jars. */
    static List<String> options() {
        return Stream.of(LIBRARY_PROPERTY, Broker.LIBRARY_PROPERTY, Search.LIBRARY_PROPERTY, Archives.FOLDER_PROPERTY)
                .filter(property -> System.getProperty(property) != null)
                .map(property -> "-D" + property + "=" + System.getProperty(property))
                .toList();
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
