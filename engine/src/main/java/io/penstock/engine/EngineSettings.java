package io.penstock.engine;

import io.penstock.engine.kafka.KafkaSettings;
import io.penstock.pipeline.profile.KafkaCluster;
import io.penstock.pipeline.profile.Profile;
import io.penstock.pipeline.profile.Search;
import io.penstock.pipeline.profile.Secret;
import io.penstock.pipeline.profile.SecretSource;
import io.penstock.pipeline.profile.SigV4;
import io.penstock.sinks.DatabaseSettings;
import io.penstock.sinks.search.SearchSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * Where an engine finds its broker and keeps its state.
 *
 * @param kafka the cluster and how it is talked to
 * @param state folder of checkpoints, prepared records and ledgers, in any file system that Hadoop knows
 * @param warehouse folder of the tables' files, likewise
 * @param catalog properties of the Iceberg catalog, without its warehouse
 * @param metastore address of a Hive Metastore for Hive tables, {@code thrift://host:port}, if there is one
 * @param databases those that outputs are written to, by the name that pipelines have for them
 * @param search the OpenSearch cluster that outputs are written to, if there is one
 * @param hadoop settings of the file systems
 * @param spark further Spark settings; they win over the engine's own
 */
public record EngineSettings(
        KafkaSettings kafka,
        URI state,
        URI warehouse,
        Map<String, String> catalog,
        @Nullable String metastore,
        Map<String, DatabaseSettings> databases,
        @Nullable SearchSettings search,
        Map<String, String> hadoop,
        Map<String, String> spark) {

    private static final String HADOOP = "spark.hadoop.";
    private static final String S3_IMPLEMENTATION = "fs.s3.impl";

    public EngineSettings {
        catalog = Map.copyOf(catalog);
        databases = Map.copyOf(databases);
        hadoop = Map.copyOf(hadoop);
        spark = Map.copyOf(spark);
    }

    /** Settings without databases and search. */
    public EngineSettings(
            KafkaSettings kafka,
            URI state,
            URI warehouse,
            Map<String, String> catalog,
            @Nullable String metastore,
            Map<String, String> hadoop,
            Map<String, String> spark) {
        this(kafka, state, warehouse, catalog, metastore, Map.of(), null, hadoop, spark);
    }

    /**
     * The settings of a profile, with its secrets in the clear.
     *
     * @throws io.penstock.pipeline.profile.MissingSecretException if a secret is not there
     */
    public static EngineSettings of(Profile profile, SecretSource secrets) {
        Map<String, String> hadoop = new LinkedHashMap<>();
        if (new Configuration().get(S3_IMPLEMENTATION) == null) { // a cluster of Amazon's has its own
            hadoop.put(S3_IMPLEMENTATION, "org.apache.hadoop.fs.s3a.S3AFileSystem");
        }
        if (profile.s3() != null) {
            hadoop.putAll(profile.s3().hadoopSettings(secrets));
        }
        KafkaCluster kafka = profile.kafka();
        return new EngineSettings(
                new KafkaSettings(kafka.bootstrapServers(), kafka.clientSettings(secrets), kafka.reader()),
                location(profile.checkpoints()),
                location(profile.warehouse()),
                profile.catalog().icebergProperties(secrets),
                profile.hiveMetastore().orElse(null),
                databases(profile, secrets),
                search(profile.search(), secrets),
                hadoop,
                profile.spark());
    }

    private static Map<String, DatabaseSettings> databases(Profile profile, SecretSource secrets) {
        Map<String, DatabaseSettings> databases = new LinkedHashMap<>();
        profile.databases().forEach((name, database) -> {
            Secret password = database.password();
            databases.put(
                    name,
                    new DatabaseSettings(
                            name, database.url(), database.user(), password == null ? null : password.reveal(secrets)));
        });
        return databases;
    }

    private static @Nullable SearchSettings search(@Nullable Search search, SecretSource secrets) {
        if (search == null) {
            return null;
        }
        Secret password = search.password();
        return new SearchSettings(
                search.hosts().stream().map(URI::create).toList(),
                search.user(),
                password == null ? null : password.reveal(secrets),
                search.certificates(secrets),
                signing(search.sigV4()));
    }

    private static SearchSettings.@Nullable Signing signing(@Nullable SigV4 sigV4) {
        return sigV4 == null
                ? null
                : new SearchSettings.Signing(sigV4.region(), sigV4.service().signingName());
    }

    /** The same, with an OpenSearch cluster. */
    public EngineSettings withSearch(SearchSettings other) {
        return new EngineSettings(kafka, state, warehouse, catalog, metastore, databases, other, hadoop, spark);
    }

    /** The same, with databases in the place of its own. */
    public EngineSettings withDatabases(Map<String, DatabaseSettings> others) {
        return new EngineSettings(kafka, state, warehouse, catalog, metastore, others, search, hadoop, spark);
    }

    /** The same, with settings for the file systems that take the place of those of their names. */
    public EngineSettings withHadoop(Map<String, String> further) {
        Map<String, String> all = new LinkedHashMap<>(hadoop);
        all.putAll(further);
        return new EngineSettings(kafka, state, warehouse, catalog, metastore, databases, search, all, spark);
    }

    /** The same, with a setting for Spark where there is none of that name. */
    public EngineSettings withSparkDefault(String key, String value) {
        Map<String, String> all = new LinkedHashMap<>(spark);
        all.putIfAbsent(key, value);
        return new EngineSettings(kafka, state, warehouse, catalog, metastore, databases, search, hadoop, all);
    }

    private static URI location(String written) {
        return written.startsWith("/") ? Path.of(written).toUri() : URI.create(written);
    }

    /** What the file systems need, as Spark's tasks will see it too. */
    Configuration hadoopConfiguration() {
        Configuration configuration = new Configuration();
        hadoop.forEach(configuration::set);
        spark.forEach((key, value) -> {
            if (key.startsWith(HADOOP)) {
                configuration.set(key.substring(HADOOP.length()), value);
            }
        });
        return configuration;
    }

    /** All but what may be secret. */
    @Override
    public String toString() {
        return "EngineSettings[kafka=" + kafka + ", state=" + state + ", warehouse=" + warehouse + "]";
    }
}
