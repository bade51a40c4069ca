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
 * @param signing how requests are signed; nothing where they are not
 */
public record SearchSettings(
        List<URI> hosts,
        @Nullable String user,
        @Nullable String password,
        @Nullable String certificates,
        @Nullable Signing signing)
        implements Serializable {

    /**
     * Amazon's signatures, with the identity that Amazon's SDK finds where the request is made: on executors, theirs.
     *
     * @param region of the cluster; nothing for that of the process
     * @param service the signature's: {@code es} or {@code aoss}
     */
    public record Signing(@Nullable String region, String service) implements Serializable {

        private static final long serialVersionUID = 1;

        @Override
        public String toString() {
            return "requests are signed for service %s in %s"
                    .formatted(service, region == null ? "the region of the process" : region);
        }
    }

    public SearchSettings {
        hosts = List.copyOf(hosts);
        if (hosts.isEmpty()) {
            throw new IllegalArgumentException("Cannot talk to OpenSearch, no host is named");
        }
    }

    /** A cluster without users. */
    public static SearchSettings open(URI host) {
        return new SearchSettings(List.of(host), null, null, null, null);
    }

    /** The same, with requests that are signed. */
    public SearchSettings signed(Signing how) {
        return new SearchSettings(hosts, user, password, certificates, how);
    }

    /** Who asks, for messages. */
    String identity() {
        if (signing != null) {
            return signing.toString();
        }
        return user == null ? "nobody is named as user" : "user " + user;
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
