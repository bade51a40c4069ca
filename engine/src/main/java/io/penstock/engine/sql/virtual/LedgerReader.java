package io.penstock.engine.sql.virtual;

import io.penstock.engine.ledger.LedgerEntry;
import io.penstock.engine.ledger.PartitionAccount;
import io.penstock.engine.ledger.PartitionAccount.OutputAccount;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** Makes rows of a ledger's entries. */
final class LedgerReader implements PartitionReader<InternalRow> {

    static final StructType COLUMNS = new StructType()
            .add("query", DataTypes.StringType, false)
            .add("incarnation", DataTypes.StringType, false)
            .add("batch", DataTypes.LongType, false)
            .add("prepared", DataTypes.TimestampType, false)
            .add("topic", DataTypes.StringType, false)
            .add("partition", DataTypes.IntegerType, false)
            .add("from", DataTypes.LongType, false)
            .add("until", DataTypes.LongType, false)
            .add("read", DataTypes.LongType, false)
            .add("lost", DataTypes.LongType, false)
            .add("dropped", DataTypes.LongType, false)
            .add("dead", DataTypes.LongType, false)
            .add("late", DataTypes.LongType, false)
            .add("output", DataTypes.StringType, true)
            .add("rows", DataTypes.LongType, true)
            .add("used", DataTypes.LongType, true)
            .add("filtered", DataTypes.LongType, true)
            .add("output_dead", DataTypes.LongType, true)
            .add("realtime", DataTypes.BooleanType, false)
            .add("watermark", DataTypes.TimestampType, true)
            .add("left_out", DataTypes.LongType, true);

    private final Iterator<LedgerEntry> entries;
    private final Queue<InternalRow> rows = new ArrayDeque<>();
    private @Nullable InternalRow row;

    LedgerReader(Iterator<LedgerEntry> entries) {
        this.entries = entries;
    }

    @Override
    public boolean next() {
        while (rows.isEmpty() && entries.hasNext()) {
            add(entries.next());
        }
        row = rows.poll();
        return row != null;
    }

    private void add(LedgerEntry entry) {
        for (PartitionAccount account : entry.partitions()) {
            if (account.outputs().isEmpty()) {
                rows.add(row(entry, account, null, null));
            }
            new TreeMap<>(account.outputs())
                    .forEach((output, figures) -> rows.add(row(entry, account, output, figures)));
        }
    }

    private static InternalRow row(
            LedgerEntry entry, PartitionAccount account, @Nullable String output, @Nullable OutputAccount figures) {
        return new GenericInternalRow(new Object[] {
            UTF8String.fromString(entry.query()),
            UTF8String.fromString(entry.incarnation()),
            entry.batch(),
            ChronoUnit.MICROS.between(Instant.EPOCH, entry.prepared()),
            UTF8String.fromString(account.topic()),
            account.partition(),
            account.from(),
            account.until(),
            account.read(),
            account.lost(),
            account.dropped(),
            account.dead(),
            account.late(),
            UTF8String.fromString(output),
            figures == null || entry.view() != null ? null : figures.rows(),
            figures == null ? null : figures.used(),
            figures == null ? null : figures.filtered(),
            figures == null ? null : figures.dead(),
            entry.realTime(),
            entry.view() == null
                    ? null
                    : TimeUnit.MILLISECONDS.toMicros(entry.view().watermarkMillis()),
            figures == null ? null : figures.leftRecords()
        });
    }

    @Override
    public InternalRow get() {
        if (row == null) {
            throw new IllegalStateException("Cannot give a row, there is none");
        }
        return row;
    }

    @Override
    public void close() {
        // nothing is open
    }
}
