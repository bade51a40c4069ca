package io.penstock.pipeline.profile;

import io.penstock.pipeline.Checked;
import io.penstock.pipeline.Key;
import io.penstock.pipeline.Notation;
import io.penstock.pipeline.Problems;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A database that outputs are written to: where it is, and who writes. PostgreSQL. */
public record Database(
        @Key(
                        value =
                                "The database, without user and password. Behind a `?` it takes parameters of the connection:"
                                        + " `sslmode=verify-full&sslrootcert=/etc/penstock/db.pem`.",
                        example = "jdbc:postgresql://db.example.com/app",
                        notation = Notation.JDBC_ADDRESS)
                String url,
        @Key(value = "The database user.", example = "penstock", notation = Notation.PLAIN) String user,
        @Key(
                        value = "Where the user's password is.",
                        example = "\"${env:APP_PASSWORD}\"",
                        unset = "none is sent",
                        notation = Notation.SECRET)
                @Nullable
                Secret password)
        implements Checked {

    private static final String POSTGRESQL = "jdbc:postgresql:";

    /** No others are taken: some load classes or write files (CVE-2022-21724), some change what exactly once depends on. */
    private static final Set<String> PARAMETERS = new TreeSet<>(List.of(
            "connectTimeout",
            "gssEncMode",
            "hostRecheckSeconds",
            "loadBalanceHosts",
            "loginTimeout",
            "socketTimeout",
            "sslcert",
            "sslkey",
            "sslmode",
            "sslNegotiation",
            "sslrootcert",
            "targetServerType",
            "tcpKeepAlive"));

    @Override
    public void check(Problems problems) {
        if (!url.startsWith(POSTGRESQL)) {
            problems.at("url")
                    .add("is not the address of a PostgreSQL database", "write jdbc:postgresql://host:5432/database");
            return;
        }
        if (Secrets.areIn(url)) {
            problems.at("url").add("holds a password", "use the keys user and password");
            return;
        }
        int question = url.indexOf('?');
        if (question >= 0) {
            for (String parameter : url.substring(question + 1).split("&", -1)) {
                int equal = parameter.indexOf('=');
                if (!PARAMETERS.contains(parameter.substring(0, Math.max(equal, 0)))) {
                    problems.at("url")
                            .add(
                                    "has a parameter that a profile may not give",
                                    "these are taken: " + String.join(", ", PARAMETERS));
                    return;
                }
            }
        }
    }
}
