package io.penstock.engine.reference;

import io.penstock.engine.UnavailableException;
import io.penstock.engine.plan.ReferencePlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.execution.streaming.runtime.MicroBatchExecution;

/** The references of a running view. */
public final class LiveReferences {

    /** Those of a view that joins with none, or that does not run yet. */
    public static final LiveReferences NONE = new LiveReferences(List.of());

    private final List<LiveReference> references;

    private LiveReferences(List<LiveReference> references) {
        this.references = references;
    }

    /**
     * Reads all of them.
     *
     * @param first what views of the same pipeline have just read
     * @param query for messages
     * @throws UnavailableException when one cannot be read
     */
    public static LiveReferences open(List<ReferencePlan> plans, FirstReading first, String query) {
        List<LiveReference> references = new ArrayList<>();
        for (ReferencePlan plan : plans) {
            try {
                references.add(new LiveReference(plan, first, query));
            } catch (UnreadableReferenceException e) {
                throw new UnavailableException(
                        "Cannot read reference %s of %s, %s %s"
                                .formatted(plan.name(), query, plan.spec().origin(), e.getMessage()),
                        e);
            }
        }
        return new LiveReferences(references);
    }

    /** Their rows by name: in each batch of a streaming query those that they have then. */
    public Map<String, Dataset<Row>> rows(SparkSession session) {
        Map<String, Dataset<Row>> rows = new HashMap<>();
        for (LiveReference reference : references) {
            rows.put(reference.plan().name(), ReferenceTable.rows(session, reference.plan(), () -> reference
                    .of(batch(session))
                    .table()));
        }
        return rows;
    }

    /** The batch that is being planned by this thread; -1 where there is none. */
    private static long batch(SparkSession session) {
        String planned = session.sparkContext().getLocalProperty(MicroBatchExecution.BATCH_ID_KEY());
        return planned == null ? -1 : Long.parseLong(planned);
    }

    /** What the batch that was planned last has seen, by reference. */
    public Map<String, String> versions() {
        Map<String, String> versions = new TreeMap<>();
        references.forEach(reference -> versions.put(reference.plan().name(), reference.version()));
        return versions;
    }
}
