package io.penstock.engine.audit;

import io.penstock.engine.commit.Incarnation;
import io.penstock.engine.plan.ReferencePlan;
import io.penstock.engine.plan.SourcePlan;
import io.penstock.engine.state.StateFolder;
import io.penstock.source.kafka.RowSource;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.classic.SparkSession;
import org.jspecify.annotations.Nullable;

/** What a view is computed with a second time. */
public interface ViewStreams {

    /** A session with the settings of queries that keep state. */
    SparkSession session();

    /** A stream of a source's rows, from where the incarnation began. */
    Dataset<Row> stream(SparkSession session, SourcePlan source, Incarnation incarnation, RowSource rows);

    /** Rows of a version of a reference; nothing where there is no way back to it. */
    @Nullable
    Dataset<Row> reference(SparkSession session, ReferencePlan reference, String version);

    /** A new folder for what the computation keeps; whoever asks for it deletes it. */
    StateFolder scratch();
}
