package io.penstock.engine;

import java.util.Map;
import org.apache.spark.sql.classic.SparkSession;

/**
 * Spark's settings for queries that keep state. What a checkpoint was made with stays with it: Spark writes most of these into its
 * offset log.
 */
final class StateSettings {

    private static final Map<String, String> SETTINGS = Map.of(
            // state on disk with a bounded cache: with Spark's default all of it would have to fit into the heap
            "spark.sql.streaming.stateStore.providerClass",
            "org.apache.spark.sql.execution.streaming.state.RocksDBStateStoreProvider",
            // a batch writes what has changed, not a snapshot
            "spark.sql.streaming.stateStore.rocksdb.changelogCheckpointing.enabled",
            "true",
            // counting rows costs a read for each write; the state can be counted where somebody asks
            "spark.sql.streaming.stateStore.rocksdb.trackTotalNumberOfRows",
            "false",
            // one limit for all partitions of all views, instead of one for each
            "spark.sql.streaming.stateStore.rocksdb.boundedMemoryUsage",
            "true",
            "spark.sql.streaming.stateStore.rocksdb.maxMemoryUsageMB",
            "256",
            // rows are late by the slowest of several sources: nothing is lost because another one is ahead
            "spark.sql.streaming.multipleWatermarkPolicy",
            "min");

    private StateSettings() {}

    /** Sets them where the session's own settings have nothing. */
    static SparkSession apply(SparkSession session) {
        SETTINGS.forEach((key, value) -> {
            if (!session.sparkContext().getConf().contains(key)) {
                session.conf().set(key, value);
            }
        });
        return session;
    }
}
