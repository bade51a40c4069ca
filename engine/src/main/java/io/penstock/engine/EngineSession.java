package io.penstock.engine;

import io.penstock.engine.geo.GeoFunctions;
import io.penstock.engine.localfs.LocalFilesWithChecksums;
import io.penstock.engine.state.ObjectStoreCheckpoints;
import io.penstock.engine.state.StateFolder;
import io.penstock.sinks.TableCatalog;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.classic.SparkSession;
import scala.Tuple2;

/** The one Spark session of an engine. Spark's defaults are for large batches; each setting has its reason beside it. */
final class EngineSession {

    private static final int SLOTS_PER_CORE = 2;
    private static final int MIN_SLOTS = 4;

    private EngineSession() {}

    /**
     * Creates it. Where {@code spark-submit} has said what the master is, this is one application of a cluster: then the
     * master, addresses and all that tunes are as submitted.
     */
    static SparkSession create(EngineSettings settings, StateFolder state, TableCatalog catalog) {
        SparkConf submitted = new SparkConf();
        Map<String, String> conf = new LinkedHashMap<>(defaults());
        if (!submitted.contains("spark.master")) {
            conf.putAll(oneMachine());
        }
        for (Tuple2<String, String> setting : submitted.getAll()) {
            conf.remove(setting._1());
        }
        conf.putAll(required(settings));
        state.checkpointFileManager().ifPresent(manager -> conf.put(ObjectStoreCheckpoints.SETTING, manager.getName()));
        conf.putAll(catalog.sparkSettings());
        settings.hadoop().forEach((key, value) -> conf.put("spark.hadoop." + key, value));
        conf.putAll(settings.spark());
        GeoFunctions.register();
        SparkSession.Builder builder = SparkSession.builder();
        conf.forEach(builder::config);
        SparkSession session = (SparkSession) builder.getOrCreate();
        return session;
    }

    private static Map<String, String> oneMachine() {
        Map<String, String> conf = new LinkedHashMap<>();
        int cores = Runtime.getRuntime().availableProcessors();
        // tasks of many small pipelines wait for Kafka more than they compute
        conf.put("spark.master", "local[" + Math.max(MIN_SLOTS, SLOTS_PER_CORE * cores) + "]");
        conf.put("spark.driver.host", "127.0.0.1");
        conf.put("spark.driver.bindAddress", "127.0.0.1");
        conf.put("spark.ui.enabled", "false");
        // 200 by default, for clusters
        conf.put("spark.sql.shuffle.partitions", "4");
        LocalFilesWithChecksums.settings().forEach((key, value) -> conf.put("spark.hadoop." + key, value));
        return conf;
    }

    private static Map<String, String> defaults() {
        Map<String, String> conf = new LinkedHashMap<>();
        conf.put("spark.app.name", "penstock");
        // a large batch of one pipeline does not hold back the others
        conf.put("spark.scheduler.mode", "FAIR");
        // kept for status and nothing else
        conf.put("spark.sql.streaming.numRecentProgressUpdates", "2");
        // a stopped query that does not end is an error, not a thread left behind
        conf.put("spark.sql.streaming.stopTimeout", "30000");
        // Spark's own, and what Kafka's and Iceberg's settings call a secret
        conf.put("spark.redaction.regex", "(?i)secret|password|token|access[.]?key|credential|jaas|ssl[.]keystore");
        return conf;
    }

    private static Map<String, String> required(EngineSettings settings) {
        Map<String, String> conf = new LinkedHashMap<>();
        // times mean the same on every machine
        conf.put("spark.sql.session.timeZone", "UTC");
        // an overflow or a bad cast is an error of the record, never a silent NULL
        conf.put("spark.sql.ansi.enabled", "true");
        // a path is not a table
        conf.put("spark.sql.runSQLOnFiles", "false");
        // real-time mode takes Spark's own sinks only, unless told that others know what they do
        conf.put("spark.sql.streaming.realTimeMode.allowlistCheck", "false");
        conf.put("spark.sql.catalogImplementation", "in-memory");
        conf.put("spark.sql.warehouse.dir", settings.warehouse().toString());
        return conf;
    }
}
