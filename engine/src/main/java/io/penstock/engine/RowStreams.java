package io.penstock.engine;

import io.penstock.engine.audit.ViewStreams;
import io.penstock.engine.commit.Incarnation;
import io.penstock.engine.plan.ReferencePlan;
import io.penstock.engine.plan.SourcePlan;
import io.penstock.engine.plan.ViewPlan;
import io.penstock.engine.reference.FirstReading;
import io.penstock.engine.reference.LiveReferences;
import io.penstock.engine.reference.ReferenceRows;
import io.penstock.engine.reference.ReferenceTable;
import io.penstock.engine.state.StateFolder;
import io.penstock.pipeline.BatchInput;
import io.penstock.source.file.FileProvider;
import io.penstock.source.file.FileSource;
import io.penstock.source.file.FileTopic;
import io.penstock.source.kafka.RowKafkaProvider;
import io.penstock.source.kafka.RowSource;
import java.util.UUID;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.classic.SparkSession;
import org.jspecify.annotations.Nullable;

/** Opens streams of a source's rows for queries that keep state. */
record RowStreams(EngineContext context, String pipeline) implements ViewStreams {

    @Override
    public SparkSession session() {
        return StateSettings.apply(context.session().newSession());
    }

    @Override
    public Dataset<Row> stream(SparkSession session, SourcePlan source, Incarnation incarnation, RowSource rows) {
        return BatchInput.place(incarnation.topic()) == null
                ? ofKafka(session, source, incarnation, rows)
                : ofFiles(session, incarnation, rows);
    }

    private Dataset<Row> ofFiles(SparkSession session, Incarnation incarnation, RowSource rows) {
        FileTopic topic = context.files().topic(incarnation.topic());
        String handle = FileProvider.SOURCES.put(FileSource.ofRows(topic, rows, incarnation.startOffsets()));
        try {
            return session.readStream()
                    .format(FileProvider.class.getName())
                    .option(FileProvider.SOURCE, handle)
                    .load();
        } finally {
            FileProvider.SOURCES.remove(handle);
        }
    }

    private Dataset<Row> ofKafka(SparkSession session, SourcePlan source, Incarnation incarnation, RowSource rows) {
        String handle = RowKafkaProvider.SOURCES.put(rows);
        try {
            return session.readStream()
                    .format(RowKafkaProvider.class.getName())
                    .option(RowKafkaProvider.SOURCE, handle)
                    .options(KafkaOptions.of(context.settings(), source.spec().kafka(), incarnation))
                    .load();
        } finally {
            RowKafkaProvider.SOURCES.remove(handle);
        }
    }

    /** The references of a view that is to run. @throws UnavailableException when one cannot be read */
    LiveReferences references(ViewPlan view, FirstReading first) {
        return LiveReferences.open(view.references(), first, pipeline + "/" + view.name());
    }

    @Override
    public @Nullable Dataset<Row> reference(SparkSession session, ReferencePlan reference, String version) {
        ReferenceRows rows = context.references().read(reference, version);
        return rows == null ? null : ReferenceTable.rows(session, reference, rows::table);
    }

    @Override
    public StateFolder scratch() {
        return context.stateFolder(pipeline)
                .folder(".verify-" + UUID.randomUUID()); // goes with a reset where it was left
    }
}
