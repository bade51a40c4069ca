package io.penstock.pipeline.profile;

import io.penstock.pipeline.Checked;
import io.penstock.pipeline.Key;
import io.penstock.pipeline.Notation;
import io.penstock.pipeline.Problems;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What knows the tables: which there are, and which files they have. */
public sealed interface Catalog {

    /**
     * Properties of the Iceberg catalog, without the profile's warehouse. Secrets are in the clear.
     *
     * @throws MissingSecretException if a secret is not there
     */
    Map<String, String> icebergProperties(SecretSource secrets);

    /** Tables of a database. Its JDBC driver has to be on the class path; those of PostgreSQL and SQLite are the usual ones. */
    record Jdbc(
            @Key(
                            value = "The database, without user and password.",
                            example = "jdbc:postgresql://db.example.com/penstock",
                            notation = Notation.JDBC_ADDRESS)
                    String uri,
            @Key(value = "The database user.", example = "penstock", unset = "none is sent", notation = Notation.PLAIN)
                    @Nullable
                    String user,
            @Key(
                            value = "Where the user's password is.",
                            example = "\"${env:CATALOG_PASSWORD}\"",
                            unset = "none is sent",
                            notation = Notation.SECRET)
                    @Nullable
                    Secret password)
            implements Catalog, Checked {

        @Override
        public void check(Problems problems) {
            if (Secrets.areIn(uri)) {
                problems.at("uri").add("holds a password", "use the keys user and password");
            }
            if (password != null && user == null) {
                problems.at("password").add("has no user", "add user: penstock");
            }
        }

        @Override
        public Map<String, String> icebergProperties(SecretSource secrets) {
            Map<String, String> properties = new LinkedHashMap<>();
            properties.put("type", "jdbc");
            properties.put("uri", uri);
            properties.put("jdbc.schema-version", "V1");
            if (user != null) {
                properties.put("jdbc.user", user);
            }
            if (password != null) {
                properties.put("jdbc.password", password.reveal(secrets));
            }
            return properties;
        }
    }

    /** A Hive Metastore, which also knows the tables in Hive's own formats. */
    record Hive(
            @Key(
                            value = "The metastore's address; several with commas between them.",
                            example = "thrift://metastore:9083",
                            notation = Notation.THRIFT_ADDRESS)
                    String uri)
            implements Catalog {

        @Override
        public Map<String, String> icebergProperties(SecretSource secrets) {
            return Map.of("type", "hive", "uri", uri);
        }
    }

    /** AWS Glue, reached with the identity of the process. */
    record Glue(
            @Key(
                            value = "The region of the catalog.",
                            example = "eu-central-1",
                            unset = "that of the process",
                            notation = Notation.REGION)
                    @Nullable
                    String region,
            @Key(
                            value = "The account that owns the catalog, its twelve digits in quotes.",
                            example = "\"123456789012\"",
                            unset = "that of the identity",
                            notation = Notation.ACCOUNT)
                    @Nullable
                    String account)
            implements Catalog {

        @Override
        public Map<String, String> icebergProperties(SecretSource secrets) {
            Map<String, String> properties = new LinkedHashMap<>();
            properties.put("catalog-impl", "org.apache.iceberg.aws.glue.GlueCatalog");
            if (region != null) {
                properties.put("client.region", region);
            }
            if (account != null) {
                properties.put("glue.id", account);
            }
            return properties;
        }
    }

    /** A catalog that speaks Iceberg's REST protocol. */
    record Rest(
            @Key(
                            value = "The catalog's address.",
                            example = "https://catalog.example.com",
                            notation = Notation.HTTP_ADDRESS)
                    String uri,
            @Key(
                            value = "Where the token is that is sent with each request.",
                            example = "\"${env:CATALOG_TOKEN}\"",
                            unset = "none is sent",
                            notation = Notation.SECRET)
                    @Nullable
                    Secret token,
            @Key(
                            value = "The name under which the catalog keeps our tables.",
                            example = "prod",
                            unset = "the catalog's own choice",
                            notation = Notation.PLAIN)
                    @Nullable
                    String warehouse)
            implements Catalog {

        /** With the catalog's {@code warehouse}, which is a name and wins over the profile's location. */
        @Override
        public Map<String, String> icebergProperties(SecretSource secrets) {
            Map<String, String> properties = new LinkedHashMap<>();
            properties.put("type", "rest");
            properties.put("uri", uri);
            if (token != null) {
                properties.put("token", token.reveal(secrets));
            }
            if (warehouse != null) {
                properties.put("warehouse", warehouse);
            }
            return properties;
        }
    }
}
