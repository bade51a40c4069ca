package io.penstock.bench.spark;

import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** Spark sessions on this machine, with an Iceberg catalog {@code lake}. */
final class Sessions {

    private Sessions() {}

    static SparkSession create(Path warehouse, Map<String, String> settings) {
        SparkSession.Builder builder = SparkSession.builder()
                .master("local[*]")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.sql.session.timeZone", "UTC")
                .config("spark.sql.catalogImplementation", "in-memory")
                .config("spark.sql.extensions", "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions");
        // the second is for tables by their path
        for (String catalog : new String[] {"lake", "default_iceberg"}) {
            builder.config("spark.sql.catalog." + catalog, "org.apache.iceberg.spark.SparkCatalog")
                    .config("spark.sql.catalog." + catalog + ".type", "hadoop")
                    .config("spark.sql.catalog." + catalog + ".cache-enabled", "false")
                    .config(
                            "spark.sql.catalog." + catalog + ".warehouse",
                            warehouse.toUri().toString());
        }
        settings.forEach(builder::config);
        return builder.getOrCreate();
    }
}
