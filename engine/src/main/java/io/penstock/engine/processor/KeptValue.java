package io.penstock.engine.processor;

import io.penstock.api.StateValue;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.StatefulProcessorHandle;
import org.apache.spark.sql.streaming.TTLConfig;
import org.apache.spark.sql.streaming.ValueState;
import org.jspecify.annotations.Nullable;

/** A single value, read and written once for all that happens to a key in a batch. */
final class KeptValue<T> extends Kept implements StateValue<T> {

    private final Class<T> type;
    private final StateCodec codec;
    private @Nullable ValueState<Row> state;
    private boolean loaded;
    private boolean changed;
    private @Nullable Row row;

    KeptValue(String name, Class<T> type, @Nullable Long lifeMicros, Turn turn) {
        super(name, lifeMicros, turn);
        this.type = type;
        this.codec = StateCodec.of(type);
    }

    @Override
    void bind(StatefulProcessorHandle handle) {
        state = handle.getValueState(variable(), RowEncoders.of(codec.schema()), TTLConfig.NONE());
    }

    @Override
    void describe(Map<String, String> types) {
        types.put(name(), "value");
        codec.describe(name() + ".value", types);
    }

    private ValueState<Row> state() {
        return Objects.requireNonNull(state);
    }

    private @Nullable Row load() {
        if (!loaded) {
            row = state().get();
            loaded = true;
        }
        return row;
    }

    @Override
    public Optional<T> find() {
        require();
        Row found = load();
        return found == null || expired(found) ? Optional.empty() : Optional.of(type.cast(codec.fromRow(found)));
    }

    @Override
    public void set(T value) {
        require();
        row = codec.toRow(Objects.requireNonNull(value, "a value of null; clear() removes it"), expiry());
        loaded = true;
        changed = true;
    }

    @Override
    public void clear() {
        require();
        forget();
    }

    private void forget() {
        row = null;
        loaded = true;
        changed = true;
    }

    @Override
    long sweep(long micros) {
        Row found = load();
        if (found != null && expired(found, micros)) {
            forget();
            return NEVER;
        }
        return found == null ? NEVER : expires(found);
    }

    @Override
    void end() {
        if (changed && row == null) {
            state().clear();
        } else if (changed) {
            state().update(row);
        }
        loaded = false;
        changed = false;
        row = null;
    }
}
