package io.penstock.pipeline.profile;

import io.penstock.pipeline.Checked;
import io.penstock.pipeline.Key;
import io.penstock.pipeline.Notation;
import io.penstock.pipeline.Problems;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One profile: where pipelines find their topics, tables and state, and what they get of a cluster. Made by
 * {@link io.penstock.pipeline.ProfileLoader}, which lets no unchecked profile out.
 */
public record Profile(
        @Key(value = "Name of the profile.", name = "profile", example = "prod", notation = Notation.NAME) String name,
        @Key(value = "The brokers.", example = "{ bootstrap-servers: \"b-1.example.com:9092\" }") KafkaCluster kafka,
        @Key(
                        value = "What knows the tables: `jdbc`, `hive`, `glue` or `rest`.",
                        example = "{ hive: { uri: \"thrift://metastore:9083\" } }")
                Catalog catalog,
        @Key(
                        value = "The Hive Metastore of tables with `format: hive`.",
                        example = "thrift://metastore:9083",
                        unset = "that of `catalog: { hive: … }`, or none",
                        notation = Notation.THRIFT_ADDRESS)
                @Nullable
                String metastore,
        @Key(
                        value = "The folder of the tables' files.",
                        example = "s3://company-lake/warehouse",
                        notation = Notation.LOCATION)
                String warehouse,
        @Key(
                        value = "The folder of checkpoints, prepared records, ledgers and dead letters.",
                        example = "s3://company-lake/penstock",
                        notation = Notation.LOCATION)
                String checkpoints,
        @Key(
                        value = "The object store of locations that begin with `s3:`.",
                        example = "{ region: eu-central-1 }",
                        unset = "Amazon S3, with the identity and region of the process")
                @Nullable
                S3 s3,
        @Key(
                        value = "The databases that outputs are written to (`jdbc`), by the name that pipelines use.",
                        example =
                                "{ app: { url: \"jdbc:postgresql://db.example.com/app\", user: penstock, password: \"${env:APP_PASSWORD}\" } }",
                        unset = "no pipeline can write to one")
                Map<String, Database> databases,
        @Key(
                        value = "The OpenSearch cluster that outputs are written to (`index`).",
                        example =
                                "{ hosts: [\"https://search.example.com:9200\"], user: penstock, password: \"${env:SEARCH_PASSWORD}\" }",
                        unset = "no pipeline can write to an index")
                @Nullable
                Search search,
        @Key(
                        value =
                                "Further settings of Spark. Those that the engine depends on, those that have a key here and those that hold"
                                        + " secrets are refused.",
                        example = "{ spark.sql.shuffle.partitions: 64 }",
                        unset = "Spark's and the engine's defaults",
                        names = Notation.SPARK_SETTING,
                        notation = Notation.SETTING)
                Map<String, String> spark,
        @Key(
                        value = "How much of the cluster a pipeline gets.",
                        example = "{ executors: 4, executor-memory: 8g }",
                        defaultsTo = "{}")
                Resources resources,
        @Key(
                        value = "What `submit` has to know, by the kind of cluster.",
                        example = "{ standalone: { master: spark://master:7077 } }",
                        defaultsTo = "{}")
                Targets targets)
        implements Checked {

    public Profile {
        databases = Collections.unmodifiableMap(new LinkedHashMap<>(databases));
        spark = Collections.unmodifiableMap(new LinkedHashMap<>(spark));
    }

    /** The metastore of Hive tables: the one named, or that of a Hive catalog. */
    public Optional<String> hiveMetastore() {
        return Optional.ofNullable(metastore)
                .or(() -> catalog instanceof Catalog.Hive hive ? Optional.of(hive.uri()) : Optional.empty());
    }

    @Override
    public void check(Problems problems) {
        if (warehouse.equals(checkpoints)) {
            problems.at("checkpoints").add("is the warehouse too", "use a folder of its own");
        }
        spark.forEach(
                (name, value) -> SparkSettings.check(value, problems.at("spark").at(name)));
    }

    /** Only the name: settings may hold what nobody took for a secret. */
    @Override
    public String toString() {
        return "Profile[name=" + name + "]";
    }
}
