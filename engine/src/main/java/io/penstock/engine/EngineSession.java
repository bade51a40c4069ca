package io.penstock.engine;

import io.penstock.sinks.TableCatalog;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.classic.SparkSession;

/** The one Spark session of an engine. Spark's defaults are for large batches; each setting has its reason beside it. */
final class EngineSession {

    private static final int SLOTS_PER_CORE = 2;
    private static final int MIN_SLOTS = 4;

    private EngineSession() {}

    static SparkSession create(EngineSettings settings, TableCatalog catalog) {
        Map<String, String> conf = new LinkedHashMap<>();
        int cores = Runtime.getRuntime().availableProcessors();
        // tasks of many small pipelines wait for Kafka more than they compute
        conf.put("spark.master", "local[" + Math.max(MIN_SLOTS, SLOTS_PER_CORE * cores) + "]");
        conf.put("spark.app.name", "penstock");
        // a large batch of one pipeline does not hold back the others
        conf.put("spark.scheduler.mode", "FAIR");
        conf.put("spark.driver.host", "127.0.0.1");
        conf.put("spark.driver.bindAddress", "127.0.0.1");
        conf.put("spark.ui.enabled", "false");
        // times mean the same on every machine
        conf.put("spark.sql.session.timeZone", "UTC");
        // an overflow or a bad cast is an error of the record, never a silent NULL
        conf.put("spark.sql.ansi.enabled", "true");
        // a path is not a table
        conf.put("spark.sql.runSQLOnFiles", "false");
        // 200 by default, for clusters
        conf.put("spark.sql.shuffle.partitions", "4");
        conf.put("spark.sql.catalogImplementation", "in-memory");
        conf.put("spark.sql.warehouse.dir", settings.warehouse().toString());
        // kept for status and nothing else
        conf.put("spark.sql.streaming.numRecentProgressUpdates", "2");
        // a stopped query that does not end is an error, not a thread left behind
        conf.put("spark.sql.streaming.stopTimeout", "30000");
        conf.putAll(catalog.sparkSettings());
        settings.hadoop().forEach((key, value) -> conf.put("spark.hadoop." + key, value));
        conf.putAll(settings.spark());
        SparkSession.Builder builder = SparkSession.builder();
        conf.forEach(builder::config);
        SparkSession session = (SparkSession) builder.getOrCreate();
        return session;
    }
}
