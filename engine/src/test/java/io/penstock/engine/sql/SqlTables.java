package io.penstock.engine.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/** One local Spark with an Iceberg catalog named {@code penstock} in a folder, and a few small tables to ask about. */
final class SqlTables implements AutoCloseable {

    private final SparkSession spark;

    SqlTables(Path folder) {
        try {
            Files.createDirectories(folder.resolve("warehouse"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        spark = SparkSession.builder()
                .master("local[2]")
                .appName("sql-tests")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", "2")
                .config("spark.sql.session.timeZone", "UTC")
                .config(
                        "spark.sql.warehouse.dir",
                        folder.resolve("session-warehouse").toString())
                .config("spark.sql.defaultCatalog", "penstock")
                .config("spark.sql.catalog.penstock", "org.apache.iceberg.spark.SparkCatalog")
                .config("spark.sql.catalog.penstock.type", "jdbc")
                .config("spark.sql.catalog.penstock.uri", "jdbc:sqlite:" + folder.resolve("catalog.db"))
                .config(
                        "spark.sql.catalog.penstock.warehouse",
                        folder.resolve("warehouse").toString())
                .config("spark.sql.catalog.penstock.cache-enabled", "false")
                .config("spark.sql.catalog.penstock.jdbc.schema-version", "V1")
                .config("spark.sql.extensions", "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions")
                .getOrCreate();
        create();
    }

    SparkSession newSession() {
        return spark.newSession();
    }

    /** Runs a statement with all rights, outside of the service. */
    void run(String statement) {
        spark.sql(statement);
    }

    private void create() {
        run("CREATE NAMESPACE web");
        run(
                """
                CREATE TABLE web.clicks (recordtime TIMESTAMP, eventid BIGINT, url STRING, ip STRING,
                  tags ARRAY<STRING>, attributes MAP<STRING, INT>, place STRUCT<lat: DOUBLE, name: STRING>)
                USING iceberg PARTITIONED BY (days(recordtime))""");
        run(
                """
                INSERT INTO web.clicks VALUES
                  (TIMESTAMP'2026-01-31 10:00:00', 1, '/a', '10.0.0.1', array('x', 'y'), map('k', 1), named_struct('lat', 1.5D, 'name', 'here')),
                  (TIMESTAMP'2026-01-31 10:01:00', 2, '/b', '10.0.0.1', array('x'), map('k', 2), NULL),
                  (TIMESTAMP'2026-02-01 10:00:00', 3, '/a', '10.0.0.2', NULL, NULL, NULL)""");
        run("CREATE TABLE web.visitors (ip STRING, name STRING) USING iceberg");
        run("INSERT INTO web.visitors VALUES ('10.0.0.1', 'ann'), ('10.0.0.3', 'bob')");
    }

    @Override
    public void close() {
        spark.stop();
    }
}
