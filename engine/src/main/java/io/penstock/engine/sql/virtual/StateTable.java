package io.penstock.engine.sql.virtual;

import io.penstock.engine.commit.SparkCheckpoint;
import io.penstock.engine.plan.GroupRows;
import io.penstock.engine.plan.ViewPlan;
import io.penstock.engine.sql.virtual.StateReader.Layout;
import io.penstock.engine.state.StateFolder;
import io.penstock.pipeline.Pipeline;
import io.penstock.sinks.VirtualTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.execution.datasources.v2.state.StateDataSource;
import org.apache.spark.sql.execution.datasources.v2.state.metadata.StateMetadataPartitionReader;
import org.apache.spark.sql.execution.datasources.v2.state.metadata.StateMetadataTableEntry;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What a view keeps, as it was after its last committed batch. Spark's source of states reads it, from the files beside the
 * checkpoint and into a folder of its own: a view that runs does not notice.
 *
 * <p><b>Rows:</b> of each partition of the state the first {@link #MAX_ROWS}. <b>Columns:</b> see {@link Layout}. <b>When:</b>
 * which batch is the last is found out once: all of a statement sees the same one.
 */
final class StateTable implements VirtualTable {

    /** As many rows of a partition of the state are looked at. */
    static final long MAX_ROWS = 100_000;

    private static final String JOIN = "symmetricHashJoin";
    private static final String PROCESSOR = "transformWithState";
    private static final String KEY = "key";
    private static final String VALUE = "value";

    private final String name;
    private final StateTables.Place place;
    private final Pipeline pipeline;
    private final String view;
    private final StateFolder checkpoint;
    private final @Nullable Integer operator;
    private @Nullable Opened opened;

    /** @param operator the one that is shown, as it is; null for that which says most about the view */
    StateTable(
            String name,
            StateTables.Place place,
            Pipeline pipeline,
            String view,
            StateFolder checkpoint,
            @Nullable Integer operator) {
        this.name = name;
        this.place = place;
        this.pipeline = pipeline;
        this.view = view;
        this.checkpoint = checkpoint;
        this.operator = operator;
    }

    /** @param scans of Spark's: one, or one for each side of a join */
    private record Opened(StructType columns, Layout layout, List<Scan> scans) {}

    @Override
    public String name() {
        return name;
    }

    @Override
    @SuppressWarnings("deprecation") // the method that replaces it calls this one
    public StructType schema() {
        return opened().columns;
    }

    @Override
    public Map<String, String> properties() {
        return Map.of(
                TableCatalog.PROP_COMMENT,
                "what view %s of %s keeps, as of its last committed batch; %,d rows of each partition at most"
                        .formatted(view, pipeline.name(), MAX_ROWS));
    }

    @Override
    public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
        return () -> new StateScan(opened());
    }

    private synchronized Opened opened() {
        if (opened == null) {
            opened = open();
        }
        return opened;
    }

    private Opened open() {
        SparkSession session = place.sessions().get();
        Long batch = new SparkCheckpoint(session, checkpoint).lastCommitted();
        if (batch == null) {
            throw new VirtualTableException("Cannot read %s, view %s has committed no batch yet".formatted(name, view));
        }
        Map<Integer, String> operators = operators(batch);
        if (operator == null) {
            Opened rows = rows(session, batch, operators);
            if (rows != null) {
                return rows;
            }
        }
        int shown = operator == null ? operators.keySet().iterator().next() : operator;
        String shownName = String.valueOf(operators.get(shown));
        if (shownName.startsWith(PROCESSOR)) {
            throw new VirtualTableException(
                    "Cannot read %s, what it keeps is that of a processor or of dedup, which cannot be shown as rows"
                            .formatted(name));
        }
        return JOIN.equals(shownName) ? sides(batch, shown) : raw(batch, shown);
    }

    /** The rows of the view, where it ends with an aggregation. */
    private @Nullable Opened rows(SparkSession session, long batch, Map<Integer, String> operators) {
        ViewPlan plan = place.planner().plan(pipeline).views().stream()
                .filter(planned -> planned.name().equals(view))
                .findFirst()
                .orElse(null);
        GroupRows groups = plan == null ? null : GroupRows.of(plan, session);
        if (plan == null || groups == null) {
            return null;
        }
        for (Map.Entry<Integer, String> candidate : operators.entrySet()) {
            if (candidate.getValue().equals(JOIN) || candidate.getValue().startsWith(PROCESSOR)) {
                continue;
            }
            Stored stored = stored(batch, candidate.getKey(), null);
            boolean inValue = groups.fitWithin(stored.value());
            if (inValue || groups.fit(stored.key(), stored.value())) {
                Layout layout = new Layout.Groups(
                        groups.steps(), stored.key().size(), stored.value().size(), inValue);
                return new Opened(plan.columns().asNullable(), layout, List.of(stored.scan));
            }
        }
        return null;
    }

    private Opened sides(long batch, int shown) {
        Stored left = stored(batch, shown, "left");
        Stored right = stored(batch, shown, "right");
        StructType columns = new StructType()
                .add("side", DataTypes.StringType, false)
                .add("left_row", left.value(), true)
                .add("right_row", right.value(), true);
        Layout layout = new Layout.Sides(left.value().size(), right.value().size());
        return new Opened(columns, layout, List.of(left.scan, right.scan));
    }

    private Opened raw(long batch, int shown) {
        Stored stored = stored(batch, shown, null);
        StructType columns = new StructType().add(KEY, stored.key(), true).add(VALUE, stored.value(), true);
        Layout layout = new Layout.Raw(stored.key().size(), stored.value().size());
        return new Opened(columns, layout, List.of(stored.scan));
    }

    /** What Spark's source has: a struct of the key, one of the value, and a number. */
    private record Stored(StructType columns, Scan scan) {

        StructType key() {
            return part(KEY);
        }

        StructType value() {
            return part(VALUE);
        }

        private StructType part(String column) {
            StructField field = columns.apply(column);
            return (StructType) field.dataType();
        }
    }

    private Stored stored(long batch, int shown, @Nullable String side) {
        Map<String, String> options = new TreeMap<>();
        options.put("path", checkpoint.location().toString());
        options.put("batchId", Long.toString(batch));
        options.put("operatorId", Integer.toString(shown));
        if (side != null) {
            options.put("joinSide", side);
        }
        CaseInsensitiveStringMap given = new CaseInsensitiveStringMap(options);
        StateDataSource source = new StateDataSource();
        StructType columns = source.inferSchema(given);
        SupportsRead table = (SupportsRead) source.getTable(columns, new Transform[0], options);
        return new Stored(columns, table.newScanBuilder(given).build());
    }

    /** Names of the operators by their number, the last of the plan first. */
    private Map<Integer, String> operators(long batch) {
        Map<Integer, String> operators = new TreeMap<>();
        try (StateMetadataPartitionReader reader = new StateMetadataPartitionReader(
                checkpoint.location().toString(), new SerializableConfiguration(place.hadoop()), batch)) {
            for (StateMetadataTableEntry entry :
                    CollectionConverters.asJava((scala.collection.Iterable<StateMetadataTableEntry>)
                            reader.stateMetadata().toList())) {
                operators.put((int) entry.operatorId(), entry.operatorName());
            }
        }
        if (operators.isEmpty()) {
            throw new VirtualTableException("Cannot read %s, view %s keeps nothing".formatted(name, view));
        }
        return operators;
    }

    /** A partition of one of the scans. */
    private record Part(InputPartition partition, int scan) implements InputPartition {}

    private record Readers(List<PartitionReaderFactory> scans, Layout layout) implements PartitionReaderFactory {

        @Override
        public PartitionReader<InternalRow> createReader(InputPartition partition) {
            Part part = (Part) partition;
            PartitionReader<InternalRow> stored = scans.get(part.scan).createReader(part.partition);
            return new StateReader(stored, layout, part.scan, MAX_ROWS);
        }
    }

    private final class StateScan implements Scan, Batch {

        private final Opened state;

        StateScan(Opened state) {
            this.state = state;
        }

        @Override
        public StructType readSchema() {
            return state.columns;
        }

        @Override
        public String description() {
            return name;
        }

        @Override
        public Batch toBatch() {
            return this;
        }

        @Override
        public InputPartition[] planInputPartitions() {
            List<InputPartition> parts = new ArrayList<>();
            for (int i = 0; i < state.scans.size(); i++) {
                for (InputPartition partition : state.scans.get(i).toBatch().planInputPartitions()) {
                    parts.add(new Part(partition, i));
                }
            }
            return parts.toArray(InputPartition[]::new);
        }

        @Override
        public PartitionReaderFactory createReaderFactory() {
            return new Readers(
                    state.scans.stream()
                            .map(scan -> scan.toBatch().createReaderFactory())
                            .toList(),
                    state.layout);
        }
    }
}
