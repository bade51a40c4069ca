package io.penstock.engine.processor;

import io.penstock.api.StateList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.ListState;
import org.apache.spark.sql.streaming.StatefulProcessorHandle;
import org.apache.spark.sql.streaming.TTLConfig;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/** A list. */
final class KeptList<T> extends Kept implements StateList<T> {

    private final Class<T> type;
    private final StateCodec codec;
    private @Nullable ListState<Row> state;

    KeptList(String name, Class<T> type, @Nullable Long lifeMicros, Turn turn) {
        super(name, lifeMicros, turn);
        this.type = type;
        this.codec = StateCodec.of(type);
    }

    @Override
    void bind(StatefulProcessorHandle handle) {
        state = handle.getListState(variable(), RowEncoders.of(codec.schema()), TTLConfig.NONE());
    }

    @Override
    void describe(Map<String, String> types) {
        types.put(name(), "list");
        codec.describe(name() + ".value", types);
    }

    private ListState<Row> state() {
        return Objects.requireNonNull(state);
    }

    @Override
    public void add(T element) {
        require();
        state().appendValue(codec.toRow(Objects.requireNonNull(element, "an element of null"), expiry()));
    }

    @Override
    public List<T> all() {
        require();
        List<T> all = new ArrayList<>();
        for (Row row : rows()) {
            if (!expired(row)) {
                all.add(type.cast(codec.fromRow(row)));
            }
        }
        return all;
    }

    private Iterable<Row> rows() {
        return () -> CollectionConverters.asJava(state().get());
    }

    @Override
    public void clear() {
        require();
        state().clear();
    }

    @Override
    long sweep(long micros) {
        List<Row> left = new ArrayList<>();
        long earliest = NEVER;
        boolean gone = false;
        for (Row row : rows()) {
            if (expired(row, micros)) {
                gone = true;
            } else {
                left.add(row);
                earliest = Math.min(earliest, expires(row));
            }
        }
        if (gone && left.isEmpty()) {
            state().clear();
        } else if (gone) {
            state().put(left.toArray(Row[]::new));
        }
        return earliest;
    }
}
