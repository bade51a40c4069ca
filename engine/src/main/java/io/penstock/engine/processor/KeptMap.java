package io.penstock.engine.processor;

import io.penstock.api.StateMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.MapState;
import org.apache.spark.sql.streaming.StatefulProcessorHandle;
import org.apache.spark.sql.streaming.TTLConfig;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;
import scala.jdk.javaapi.CollectionConverters;

/** A map, each entry of which is read and written for itself. */
final class KeptMap<K extends Comparable<? super K>, V> extends Kept implements StateMap<K, V> {

    private final Class<K> keyType;
    private final Class<V> type;
    private final StateCodec keys;
    private final StateCodec codec;
    private @Nullable MapState<Row, Row> state;

    KeptMap(String name, Class<K> keyType, Class<V> type, @Nullable Long lifeMicros, Turn turn) {
        super(name, lifeMicros, turn);
        if (!StateCodec.KEYS.contains(keyType)) {
            throw new IllegalArgumentException("Cannot keep a map by %s in state, use a simple type that has an order"
                    .formatted(keyType.getName()));
        }
        this.keyType = keyType;
        this.type = type;
        this.keys = StateCodec.of(keyType);
        this.codec = StateCodec.of(type);
    }

    @Override
    void bind(StatefulProcessorHandle handle) {
        state = handle.getMapState(
                variable(), RowEncoders.of(keys.keySchema()), RowEncoders.of(codec.schema()), TTLConfig.NONE());
    }

    @Override
    void describe(Map<String, String> types) {
        types.put(name(), "map");
        keys.describe(name() + ".key", types);
        codec.describe(name() + ".value", types);
    }

    private MapState<Row, Row> state() {
        return Objects.requireNonNull(state);
    }

    private Row key(K key) {
        return keys.toKey(Objects.requireNonNull(key, "a key of null"));
    }

    @Override
    public Optional<V> find(K key) {
        require();
        @Nullable Row row = state().getValue(key(key));
        return row == null || expired(row) ? Optional.empty() : Optional.of(type.cast(codec.fromRow(row)));
    }

    @Override
    public void put(K key, V value) {
        require();
        state().updateValue(
                        key(key),
                        codec.toRow(Objects.requireNonNull(value, "a value of null; remove() removes it"), expiry()));
    }

    @Override
    public void remove(K key) {
        require();
        state().removeKey(key(key));
    }

    @Override
    public Map<K, V> all() {
        require();
        Map<K, V> all = new TreeMap<>();
        for (Tuple2<Row, Row> entry : entries()) {
            if (!expired(entry._2())) {
                all.put(keyType.cast(keys.fromKey(entry._1())), type.cast(codec.fromRow(entry._2())));
            }
        }
        return all;
    }

    private Iterable<Tuple2<Row, Row>> entries() {
        return () -> CollectionConverters.asJava(state().iterator());
    }

    @Override
    public void clear() {
        require();
        state().clear();
    }

    @Override
    long sweep(long micros) {
        List<Row> gone = new ArrayList<>();
        long earliest = NEVER;
        for (Tuple2<Row, Row> entry : entries()) {
            if (expired(entry._2(), micros)) {
                gone.add(entry._1());
            } else {
                earliest = Math.min(earliest, expires(entry._2()));
            }
        }
        gone.forEach(key -> state().removeKey(key));
        return earliest;
    }
}
