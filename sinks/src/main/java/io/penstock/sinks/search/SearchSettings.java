package io.penstock.sinks.search;

import java.io.Serializable;
import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An OpenSearch cluster and who writes there. Travels to executors, with the password in the clear; its text has none.
 *
 * @param hosts addresses of its nodes, {@code http} or {@code https}, without a path; any of them may be asked
 * @param user the user; nothing where the cluster asks for none
 * @param password the user's
 * @param certificates certificates of the authorities that are trusted, as PEM; nothing for those of the JDK
 */
public record SearchSettings(
        List<URI> hosts, @Nullable String user, @Nullable String password, @Nullable String certificates)
        implements Serializable {

    public SearchSettings {
        hosts = List.copyOf(hosts);
        if (hosts.isEmpty()) {
            throw new IllegalArgumentException("Cannot talk to OpenSearch, no host is named");
        }
    }

    /** A cluster without users. */
    public static SearchSettings open(URI host) {
        return new SearchSettings(List.of(host), null, null, null);
    }

    /** Hosts and ports, for messages. */
    String place() {
        return hosts.stream().map(URI::getAuthority).collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
        return "OpenSearch at " + place();
    }
}
