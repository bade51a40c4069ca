package io.penstock.engine.processor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/** What a key waits for: kept as one row, which is all that is read of a key before something is due. */
final class Pending {

    private static final StructType NAMED_TIME =
            new StructType().add("name", DataTypes.StringType, true).add("at", DataTypes.LongType, true);

    static final StructType SCHEMA = new StructType()
            .add("wake", DataTypes.LongType, true)
            .add("buckets", new ArrayType(DataTypes.LongType, true), true)
            .add("timers", new ArrayType(NAMED_TIME, true), true)
            .add("sweeps", new ArrayType(NAMED_TIME, true), true);

    private final Turn turn;
    private final TreeSet<Long> buckets = new TreeSet<>();
    private @Nullable Long wakeMillis;

    Pending(Turn turn) {
        this.turn = turn;
    }

    /** Buckets that hold rows. */
    TreeSet<Long> buckets() {
        return buckets;
    }

    /** When Spark calls for the key, as a watermark. */
    @Nullable
    Long wakeMillis() {
        return wakeMillis;
    }

    void wakeAt(@Nullable Long millis) {
        wakeMillis = millis;
    }

    void load(@Nullable Row row) {
        wakeMillis = null;
        buckets.clear();
        turn.timers().clear();
        turn.sweeps().clear();
        if (row != null) {
            wakeMillis = row.isNullAt(0) ? null : (Long) row.getLong(0);
            buckets.addAll(row.getList(1));
            times(row.getList(2), turn.timers());
            times(row.getList(3), turn.sweeps());
        }
    }

    private static void times(List<Row> rows, Map<String, Long> times) {
        rows.forEach(row -> times.put(row.getString(0), row.getLong(1)));
    }

    /** The row to keep; nothing where the key waits for nothing. */
    @Nullable
    Row row() {
        if (buckets.isEmpty() && turn.timers().isEmpty() && turn.sweeps().isEmpty()) {
            return null;
        }
        return RowFactory.create(
                wakeMillis,
                CollectionConverters.asScala(new ArrayList<>(buckets)).toSeq(),
                rows(turn.timers()),
                rows(turn.sweeps()));
    }

    private static scala.collection.Seq<Row> rows(Map<String, Long> times) {
        List<Row> rows = new ArrayList<>();
        times.forEach((name, at) -> rows.add(RowFactory.create(name, at)));
        return CollectionConverters.asScala(rows).toSeq();
    }
}
