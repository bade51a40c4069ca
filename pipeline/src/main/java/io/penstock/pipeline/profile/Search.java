package io.penstock.pipeline.profile;

import io.penstock.pipeline.Checked;
import io.penstock.pipeline.Key;
import io.penstock.pipeline.Notation;
import io.penstock.pipeline.Problems;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The OpenSearch cluster of indices: where it is, and who writes. OpenSearch 2 or 3. */
public record Search(
        @Key(
                        value =
                                "Its nodes, or what stands before them. The next one is asked when one does not answer.",
                        example = "[\"https://search.example.com:9200\"]",
                        notation = Notation.HTTP_ADDRESS)
                List<String> hosts,
        @Key(value = "The user.", example = "penstock", unset = "none is named", notation = Notation.PLAIN) @Nullable
                String user,
        @Key(
                        value = "Where the user's password is.",
                        example = "\"${env:SEARCH_PASSWORD}\"",
                        unset = "none is sent",
                        notation = Notation.SECRET)
                @Nullable
                Secret password,
        @Key(
                        value =
                                "Amazon's signatures in the place of a user; `{}` uses identity and region of the process.",
                        name = "sigv4",
                        example = "{ region: eu-central-1 }",
                        unset = "requests are not signed")
                @Nullable
                SigV4 sigV4,
        @Key(
                        value = "The file with the certificates that are trusted, as PEM.",
                        example = "/etc/penstock/search.pem",
                        unset = "those that the JVM trusts",
                        notation = Notation.PLAIN)
                @Nullable
                String truststore)
        implements Checked {

    public Search {
        hosts = List.copyOf(hosts);
    }

    @Override
    public void check(Problems problems) {
        if (hosts.isEmpty()) {
            problems.at("hosts").add("is empty", "add a node, such as 'hosts: [\"https://search.example.com:9200\"]'");
        }
        for (int i = 0; i < hosts.size(); i++) {
            String host = hosts.get(i);
            Problems at = problems.at("hosts").at(i);
            if (host.indexOf('/', host.indexOf("//") + 2) >= 0) {
                at.add("has a path: " + host, "write scheme, host and port alone: https://search.example.com:9200");
            } else if (user != null && host.startsWith("http:")) {
                at.add("would send the password in the clear: " + host, "write https://");
            } else if (sigV4 != null && host.startsWith("http:")) {
                at.add("would send what signed requests show in the clear: " + host, "write https://");
            }
        }
        if (user == null && password != null) {
            problems.at("password").add("has no user", "add user: penstock");
        }
        if (user != null && sigV4 != null) {
            problems.at("user")
                    .add("is there beside sigv4", "leave it out: the signature says who we are, or leave out sigv4");
        }
        if (truststore != null && hosts.stream().noneMatch(host -> host.startsWith("https:"))) {
            problems.at("truststore").add("is of no use, no host is asked by https", "leave it out, or write https://");
        }
    }

    /** The certificates that are trusted, as PEM; nothing for those of the JVM. @throws MissingSecretException if the file cannot be read */
    public @Nullable String certificates(SecretSource secrets) {
        return truststore == null ? null : secrets.file(truststore);
    }
}
