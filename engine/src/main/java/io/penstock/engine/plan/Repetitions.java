package io.penstock.engine.plan;

import io.penstock.engine.processor.Code;
import io.penstock.engine.processor.Deduplication;
import io.penstock.pipeline.DedupView;
import io.penstock.pipeline.Problems;
import io.penstock.pipeline.ProcessorView;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.plans.logical.EventTimeWatermark;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.classic.Dataset;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Leaves out the rows of a stream that repeat an earlier one: a processor of ours, behind which operators over time may stand. */
final class Repetitions {

    private Repetitions() {}

    /** Whether rows with these columns can be taken by the view's key; else there are problems. */
    static boolean checked(DedupView view, StructType columns, Problems at) {
        int before = at.count();
        KeyedInput input = new KeyedInput(view.from(), columns);
        input.checkKey(view.dedup().key(), at.at("dedup").at("key"));
        input.checkColumns(at.at("from"));
        return at.count() == before;
    }

    /** The rows without repetitions, or nothing and a problem. @param rows a stream with a watermark */
    static @Nullable Dataset<Row> leftOut(String name, DedupView view, Dataset<Row> rows, Problems at) {
        LogicalPlan analysed = rows.queryExecution().analyzed();
        if (StreamCheck.keepsState(analysed)) {
            at.at("from")
                    .add(
                            "keeps state itself, repetitions are left out of rows that each come from one record: "
                                    + view.from(),
                            "leave them out of its source, and have it read that");
            return null;
        }
        List<Attribute> times = KeyedInput.eventTimes(analysed);
        if (times.size() != 1) {
            at.at("from")
                    .add(
                            times.isEmpty()
                                    ? "has no event time with a watermark: " + view.from()
                                    : "has more than one event time: " + view.from(),
                            times.isEmpty()
                                    ? "give its source event-time and watermark, and select the event time as it is"
                                    : "select one of them");
            return null;
        }
        StructType columns = rows.schema();
        Attribute time = times.get(0);
        ProcessorView spec = new ProcessorView(
                Deduplication.class.getName(),
                view.from(),
                view.dedup().key(),
                columns.toDDL(),
                Map.of(Deduplication.WITHIN, view.dedup().within().toString()));
        Duration delay = Duration.ofMillis(time.metadata().getLong(EventTimeWatermark.delayKey()));
        return new ProcessorPlan(spec, new Code(spec.processor(), List.of()), time.name(), delay, columns, Map.of())
                .overKeepingTime(name, rows);
    }
}
