package io.penstock.engine.test;

import io.penstock.engine.commit.SparkCheckpoint;
import io.penstock.engine.plan.Planner;
import io.penstock.engine.sql.virtual.StateTables;
import io.penstock.engine.sql.virtual.VirtualTableException;
import io.penstock.engine.state.StateFolder;
import io.penstock.pipeline.Pipeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * What a view keeps, as {@code state.<pipeline>.<view>} has it in SQL.
 *
 * @param columns nothing before the view has committed a batch, or where it cannot be read
 * @param obstacle why it cannot be read; nothing where it can
 */
record KeptRows(@Nullable StructType columns, List<Map<String, @Nullable Object>> rows, @Nullable String obstacle) {

    KeptRows {
        rows = List.copyOf(rows);
    }

    /**
     * Reads what is durable.
     *
     * @param sessions sessions with the settings of queries that keep state
     * @param checkpoint of the view
     */
    static KeptRows read(
            Pipeline pipeline, String view, StateFolder checkpoint, Planner planner, Supplier<SparkSession> sessions) {
        SparkSession session = sessions.get();
        if (new SparkCheckpoint(session, checkpoint).lastCommitted() == null) {
            return new KeptRows(null, List.of(), null);
        }
        StateTables.Place place =
                new StateTables.Place(checkpoint, session.sparkContext().hadoopConfiguration(), planner, sessions);
        try {
            return read(StateTables.rows(place, pipeline, view, checkpoint));
        } catch (VirtualTableException e) {
            return new KeptRows(null, List.of(), e.getMessage());
        }
    }

    private static KeptRows read(Dataset<Row> stored) {
        InternalRow[] found = ((org.apache.spark.sql.classic.Dataset<Row>) stored)
                .queryExecution()
                .executedPlan()
                .executeCollect();
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        for (InternalRow row : found) {
            rows.add(PlainRows.of(row, stored.schema()));
        }
        return new KeptRows(stored.schema(), rows, null);
    }
}
