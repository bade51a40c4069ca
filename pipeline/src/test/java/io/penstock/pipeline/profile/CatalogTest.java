package io.penstock.pipeline.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CatalogTest {

    private static final SecretSource SECRETS = SecretSource.of(Map.of("P", "hunter2", "K", "AKIA"), Path.of(""));
    private static final Secret PASSWORD = Secret.of("${env:P}");

    @Test
    void jdbcLogsInWithUserAndPassword() {
        assertThat(new Catalog.Jdbc("jdbc:postgresql://db/penstock", "penstock", PASSWORD).icebergProperties(SECRETS))
                .isEqualTo(Map.of(
                        "type", "jdbc",
                        "uri", "jdbc:postgresql://db/penstock",
                        "jdbc.schema-version", "V1",
                        "jdbc.user", "penstock",
                        "jdbc.password", "hunter2"));
        assertThat(new Catalog.Jdbc("jdbc:sqlite:/data/catalog.db", null, null).icebergProperties(SECRETS))
                .isEqualTo(Map.of("type", "jdbc", "uri", "jdbc:sqlite:/data/catalog.db", "jdbc.schema-version", "V1"));
    }

    @Test
    void hiveHasAnAddress() {
        assertThat(new Catalog.Hive("thrift://metastore:9083").icebergProperties(SECRETS))
                .isEqualTo(Map.of("type", "hive", "uri", "thrift://metastore:9083"));
    }

    @Test
    void glueHasRegionAndAccount() {
        assertThat(new Catalog.Glue("eu-central-1", "123456789012").icebergProperties(SECRETS))
                .isEqualTo(Map.of(
                        "catalog-impl", "org.apache.iceberg.aws.glue.GlueCatalog",
                        "client.region", "eu-central-1",
                        "glue.id", "123456789012"));
        assertThat(new Catalog.Glue(null, null).icebergProperties(SECRETS))
                .isEqualTo(Map.of("catalog-impl", "org.apache.iceberg.aws.glue.GlueCatalog"));
    }

    @Test
    void restHasATokenAndAWarehouse() {
        assertThat(new Catalog.Rest("https://catalog", PASSWORD, "prod").icebergProperties(SECRETS))
                .isEqualTo(Map.of("type", "rest", "uri", "https://catalog", "token", "hunter2", "warehouse", "prod"));
        assertThat(new Catalog.Rest("https://catalog", null, null).icebergProperties(SECRETS))
                .isEqualTo(Map.of("type", "rest", "uri", "https://catalog"));
    }

    @Test
    void anObjectStoreOfOnesOwn() {
        S3 store = new S3("us-east-1", "http://127.0.0.1:9000", true, Secret.of("${env:K}"), PASSWORD);

        assertThat(store.hadoopSettings(SECRETS))
                .isEqualTo(Map.of(
                        "fs.s3a.endpoint.region", "us-east-1",
                        "fs.s3a.endpoint", "http://127.0.0.1:9000",
                        "fs.s3a.path.style.access", "true",
                        "fs.s3a.access.key", "AKIA",
                        "fs.s3a.secret.key", "hunter2",
                        "fs.s3a.aws.credentials.provider", "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider"));
        assertThat(store.toString()).doesNotContain("hunter2", "AKIA", "env:");
    }

    @Test
    void anObjectStoreOfAmazon() {
        assertThat(new S3(null, null, false, null, null).hadoopSettings(SECRETS))
                .isEmpty();
    }
}
