package io.penstock.pipeline.profile;

import io.penstock.pipeline.Problems;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The Spark settings that a profile may not give: those that results depend on, those that have a key of their own, and those
 * that hold secrets, since Spark shows its settings.
 */
public final class SparkSettings {

    private static final String SHOWN =
            "leave it out: Spark shows its settings to everybody who may see the application";
    private static final String ENGINE = "leave it out: the engine sets it, and results depend on it";

    private static final Map<String, String> KEYS = Map.ofEntries(
            Map.entry("spark.app.name", "leave it out: it is the pipeline's name"),
            Map.entry("spark.master", "use the key master of the target, below targets"),
            Map.entry("spark.submit.deployMode", "use the key deploy-mode of the target, below targets"),
            Map.entry("spark.driver.memory", "use the key resources.driver-memory"),
            Map.entry("spark.driver.cores", "use the key resources.driver-cores"),
            Map.entry("spark.driver.supervise", "use the key targets.standalone.supervise"),
            Map.entry("spark.executor.instances", "use the key resources.executors"),
            Map.entry("spark.executor.cores", "use the key resources.executor-cores"),
            Map.entry("spark.executor.memory", "use the key resources.executor-memory"),
            Map.entry("spark.cores.max", "use the keys resources.executors and resources.executor-cores"),
            Map.entry("spark.dynamicAllocation.enabled", "use the key resources.dynamic-allocation"),
            Map.entry("spark.kubernetes.container.image", "use the key targets.kubernetes.image"),
            Map.entry("spark.kubernetes.namespace", "use the key targets.kubernetes.namespace"),
            Map.entry(
                    "spark.kubernetes.authenticate.driver.serviceAccountName",
                    "use the key targets.kubernetes.service-account"),
            Map.entry("spark.yarn.queue", "use the key targets.yarn.queue"),
            Map.entry("spark.sql.warehouse.dir", "use the key warehouse"),
            Map.entry("spark.hadoop.hive.metastore.uris", "use the key metastore"),
            Map.entry("spark.hadoop.fs.s3a.access.key", "use the key s3.access-key"),
            Map.entry("spark.hadoop.fs.s3a.secret.key", "use the key s3.secret-key"),
            Map.entry("spark.hadoop.fs.s3a.endpoint", "use the key s3.endpoint"),
            Map.entry("spark.hadoop.fs.s3a.endpoint.region", "use the key s3.region"),
            Map.entry("spark.hadoop.fs.s3a.path.style.access", "use the key s3.path-style"));

    /** By what names begin with. */
    private static final List<Map.Entry<String, String>> PREFIXES = List.of(
            Map.entry("spark.kafka.", "use the key kafka"),
            Map.entry("spark.sql.catalog", "use the key catalog; the engine names the catalog"),
            Map.entry("spark.sql.ansi.", ENGINE),
            Map.entry("spark.sql.session.timeZone", ENGINE),
            Map.entry("spark.sql.extensions", ENGINE),
            Map.entry("spark.sql.defaultCatalog", ENGINE),
            Map.entry("spark.sql.runSQLOnFiles", ENGINE),
            Map.entry("spark.sql.variable.substitute", ENGINE),
            Map.entry("spark.sql.streaming.checkpoint", ENGINE),
            Map.entry("spark.sql.streaming.commitProtocolClass", ENGINE),
            Map.entry("spark.sql.streaming.fileSink", ENGINE),
            Map.entry("spark.sql.streaming.minBatchesToRetain", ENGINE),
            Map.entry("spark.sql.streaming.forceDeleteTempCheckpointLocation", ENGINE),
            Map.entry("spark.sql.streaming.multipleWatermarkPolicy", ENGINE),
            Map.entry("spark.sql.streaming.noDataMicroBatches", ENGINE),
            Map.entry("spark.sql.streaming.statefulOperator", ENGINE),
            Map.entry("spark.sql.streaming.stateStore.checkpointFormatVersion", ENGINE),
            Map.entry("spark.sql.streaming.stateStore.skipNullsForStreamStreamJoins", ENGINE),
            Map.entry("spark.sql.sources.commitProtocolClass", ENGINE),
            Map.entry("spark.redaction.", "leave it out: the engine sets it, and it keeps secrets off Spark's pages"),
            Map.entry("spark.sql.redaction.", "leave it out: it keeps secrets off Spark's pages"),
            Map.entry("spark.scheduler.mode", ENGINE));

    private static final Pattern SECRET = Pattern.compile(
            "password|passwd|secret|token|access\\.?key|account\\.?key|credential|jaas|private\\.?key",
            Pattern.CASE_INSENSITIVE);

    /** How Kubernetes hands a secret to a container: these hold its name. */
    private static final Pattern MOUNTED =
            Pattern.compile("spark\\.kubernetes\\.(driver|executor)\\.(secrets|secretKeyRef)\\..+");

    private SparkSettings() {}

    /** Whether a profile may give the setting of this name. */
    public static boolean mayBeGiven(String name) {
        return name.startsWith("spark.") && findInstead(name).isEmpty();
    }

    /** What to do instead of giving a setting that may not be given. */
    public static String hint(String name) {
        return findInstead(name)
                .orElse(
                        "Spark's settings begin with spark., those of Hadoop with spark.hadoop.: letters, digits, '.', '_' and '-'");
    }

    /** Adds a problem if the value looks as if it held a secret; it does not show the value. */
    static void check(String value, Problems problems) {
        if (Secrets.areIn(value)) {
            problems.add("looks like a secret", SHOWN);
        }
    }

    private static Optional<String> findInstead(String name) {
        return Optional.ofNullable(KEYS.get(name))
                .or(() -> PREFIXES.stream()
                        .filter(prefix -> name.startsWith(prefix.getKey()))
                        .findFirst()
                        .map(Map.Entry::getValue))
                .or(() -> isSecret(name) ? Optional.of(SHOWN) : Optional.empty());
    }

    private static boolean isSecret(String name) {
        return SECRET.matcher(name).find() && !MOUNTED.matcher(name).matches();
    }
}
