package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.pipeline.LoadedProfile;
import io.penstock.pipeline.ProfileLoader;
import io.penstock.pipeline.profile.MissingSecretException;
import io.penstock.pipeline.profile.Profile;
import io.penstock.pipeline.profile.SecretSource;
import io.penstock.sinks.DatabaseSettings;
import io.penstock.sinks.search.SearchSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EngineSettingsTest {

    private static final String PROFILE =
            """
            profile: prod
            kafka:
              bootstrap-servers: kafka:9096
              scram: { username: penstock, password: "${env:KAFKA_PASSWORD}" }
            catalog:
              jdbc: { uri: "jdbc:postgresql://db/penstock", user: penstock, password: "${env:CATALOG_PASSWORD}" }
            metastore: thrift://metastore:9083
            warehouse: s3://lake/warehouse
            checkpoints: /shared/penstock
            s3: { region: eu-central-1, access-key: "${env:KEY}", secret-key: "${env:SECRET}" }
            databases:
              app: { url: "jdbc:postgresql://db:5433/app?sslmode=require", user: penstock, password: "${env:APP_PASSWORD}" }
              open: { url: "jdbc:postgresql://db/open", user: penstock }
            spark: { spark.sql.shuffle.partitions: 64, spark.hadoop.dfs.replication: 2 }
            """;

    private static final Map<String, String> SECRETS = Map.of(
            "KAFKA_PASSWORD",
            "hush1",
            "CATALOG_PASSWORD",
            "hush2",
            "KEY",
            "hush3",
            "SECRET",
            "hush4",
            "APP_PASSWORD",
            "hush5");

    @Test
    void areThoseOfTheProfile() {
        EngineSettings settings = EngineSettings.of(profile(), SecretSource.of(SECRETS, Path.of("")));

        assertThat(settings.kafka().bootstrapServers()).isEqualTo("kafka:9096");
        assertThat(settings.kafka().client()).containsEntry("security.protocol", "SASL_SSL");
        assertThat(settings.state()).hasToString("file:///shared/penstock");
        assertThat(settings.warehouse()).hasToString("s3://lake/warehouse");
        assertThat(settings.catalog()).containsEntry("jdbc.password", "hush2");
        assertThat(settings.metastore()).isEqualTo("thrift://metastore:9083");
        assertThat(settings.databases())
                .containsOnly(
                        Map.entry(
                                "app",
                                new DatabaseSettings(
                                        "app", "jdbc:postgresql://db:5433/app?sslmode=require", "penstock", "hush5")),
                        Map.entry("open", new DatabaseSettings("open", "jdbc:postgresql://db/open", "penstock", null)));
        assertThat(settings.spark()).containsEntry("spark.sql.shuffle.partitions", "64");
        assertThat(settings.hadoopConfiguration().get("fs.s3a.secret.key")).isEqualTo("hush4");
        assertThat(settings.hadoopConfiguration().get("dfs.replication")).isEqualTo("2");
        assertThat(settings.hadoopConfiguration().get("fs.s3.impl"))
                .isEqualTo("org.apache.hadoop.fs.s3a.S3AFileSystem");
    }

    @Test
    void haveASearchServiceOfAmazonsWithoutAnySecret() {
        LoadedProfile loaded = ProfileLoader.load(
                "prod.yaml",
                PROFILE
                        + "search: { hosts: [\"https://cabs.eu-central-1.aoss.amazonaws.com\"], sigv4: { service: aoss } }\n");
        assertThat(loaded.problems()).isEmpty();

        SearchSettings search = EngineSettings.of(loaded.profile(), SecretSource.of(SECRETS, Path.of("")))
                .search();

        assertThat(search)
                .isEqualTo(SearchSettings.open(URI.create("https://cabs.eu-central-1.aoss.amazonaws.com"))
                        .signed(new SearchSettings.Signing(null, "aoss")));
    }

    @Test
    void showNoSecret() {
        EngineSettings settings = EngineSettings.of(profile(), SecretSource.of(SECRETS, Path.of("")));

        assertThat(settings)
                .hasToString(
                        "EngineSettings[kafka=kafka:9096, state=file:///shared/penstock, warehouse=s3://lake/warehouse]");
        assertThat(settings.databases().get("app")).hasToString("database app at db:5433/app");
    }

    @Test
    void areRefusedWithoutASecret() {
        assertThatThrownBy(() -> EngineSettings.of(profile(), SecretSource.of(Map.of(), Path.of(""))))
                .isInstanceOf(MissingSecretException.class)
                .hasMessageStartingWith("Cannot use profile, environment variable is not set: ");
    }

    private static Profile profile() {
        LoadedProfile loaded = ProfileLoader.load("prod.yaml", PROFILE);
        assertThat(loaded.problems()).isEmpty();
        return loaded.profile();
    }
}
