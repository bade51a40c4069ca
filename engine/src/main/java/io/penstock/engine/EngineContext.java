package io.penstock.engine;

import io.penstock.engine.commit.CommitProtocol;
import io.penstock.engine.commit.QueryState;
import io.penstock.engine.file.FileTopics;
import io.penstock.engine.kafka.KafkaTopics;
import io.penstock.engine.plan.Planner;
import io.penstock.engine.reference.ReferenceReader;
import io.penstock.engine.state.StateFolder;
import io.penstock.sinks.TableCatalog;
import org.apache.spark.sql.classic.SparkSession;

/**
 * What every part of an engine works with.
 *
 * @param settings where things are
 * @param stateRoot folder of all pipelines' states
 * @param session the one Spark session
 * @param catalog the tables
 * @param sources topics of the broker, and files in their place
 * @param planner checks and plans
 */
record EngineContext(
        EngineSettings settings,
        StateFolder stateRoot,
        SparkSession session,
        TableCatalog catalog,
        SourceTopics sources,
        Planner planner) {

    /** The broker. */
    KafkaTopics topics() {
        return sources.kafka();
    }

    /** Files in the place of topics. */
    FileTopics files() {
        return sources.files();
    }

    /** Reads what views join with. */
    ReferenceReader references() {
        return new ReferenceReader(session::newSession, catalog);
    }

    StateFolder stateFolder(String pipeline) {
        return stateRoot.folder(pipeline);
    }

    QueryState queryState(String pipeline, String source) {
        return new QueryState(stateFolder(pipeline).folder(source));
    }

    CommitProtocol protocol(QueryState state) {
        return new CommitProtocol(state, catalog::load, new DeadLetterDeletion(session));
    }
}
