package io.penstock.engine.processor;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Turns values of one Java type into rows that state is kept in, and back. A record has a column for each of its components, so that
 * one with more components reads what one with fewer has written; any other type has one column.
 */
final class StateCodec {

    /** A column of its own in each row: when the value expires, in microseconds since the epoch. */
    static final String EXPIRES = "_expires";

    private static final String SINGLE = "value";
    private static final int SCALE = 18;

    private static final Map<Class<?>, Part> SIMPLE = Map.ofEntries(
            Map.entry(String.class, new Simple(DataTypes.StringType, UnaryOperator.identity(), null)),
            Map.entry(Boolean.class, new Simple(DataTypes.BooleanType, UnaryOperator.identity(), null)),
            Map.entry(boolean.class, new Simple(DataTypes.BooleanType, UnaryOperator.identity(), false)),
            Map.entry(Integer.class, new Simple(DataTypes.IntegerType, UnaryOperator.identity(), null)),
            Map.entry(int.class, new Simple(DataTypes.IntegerType, UnaryOperator.identity(), 0)),
            Map.entry(Long.class, new Simple(DataTypes.LongType, UnaryOperator.identity(), null)),
            Map.entry(long.class, new Simple(DataTypes.LongType, UnaryOperator.identity(), 0L)),
            Map.entry(Double.class, new Simple(DataTypes.DoubleType, UnaryOperator.identity(), null)),
            Map.entry(double.class, new Simple(DataTypes.DoubleType, UnaryOperator.identity(), 0.0)),
            Map.entry(
                    Instant.class,
                    new Simple(
                            DataTypes.TimestampType, value -> ((Instant) value).truncatedTo(ChronoUnit.MICROS), null)),
            Map.entry(LocalDate.class, new Simple(DataTypes.DateType, UnaryOperator.identity(), null)),
            Map.entry(
                    BigDecimal.class,
                    new Simple(
                            DataTypes.createDecimalType(38, SCALE),
                            value -> ((BigDecimal) value).setScale(SCALE, RoundingMode.HALF_UP),
                            null)),
            Map.entry(byte[].class, new Simple(DataTypes.BinaryType, value -> ((byte[]) value).clone(), null)));

    /** What a map's keys may be: they have an order. */
    static final Set<Class<?>> KEYS =
            Set.of(String.class, Boolean.class, Integer.class, Long.class, Instant.class, LocalDate.class);

    private final Part part;

    private StateCodec(Part part) {
        this.part = part;
    }

    /** @throws IllegalArgumentException when values of the type cannot be kept */
    static StateCodec of(Class<?> type) {
        return new StateCodec(part(type, new ArrayDeque<>()));
    }

    private static Part part(Type type, Deque<Class<?>> within) {
        if (type instanceof ParameterizedType generic && generic.getRawType() == List.class) {
            return new ListPart(part(generic.getActualTypeArguments()[0], within));
        }
        if (type instanceof Class<?> raw) {
            Part simple = SIMPLE.get(raw);
            if (simple != null) {
                return simple;
            } else if (raw.isRecord() && !within.contains(raw)) {
                within.push(raw);
                Part record = RecordPart.of(raw, within);
                within.pop();
                return record;
            }
        }
        throw new IllegalArgumentException(
                "Cannot keep %s in state, use a simple type or a record of simple types".formatted(type.getTypeName()));
    }

    /** The columns of a row. */
    StructType schema() {
        StructType columns =
                part instanceof RecordPart record ? record.type() : new StructType().add(SINGLE, part.type(), true);
        return columns.add(EXPIRES, DataTypes.LongType, true);
    }

    /** The one column of a key. */
    StructType keySchema() {
        return new StructType().add(SINGLE, part.type(), false);
    }

    /** @param expires in microseconds since the epoch; nothing where it does not expire */
    Row toRow(Object value, @Nullable Long expires) {
        List<@Nullable Object> columns = new ArrayList<>();
        if (part instanceof RecordPart record) {
            columns.addAll(record.values(value));
        } else {
            columns.add(part.encode(value));
        }
        columns.add(expires);
        return RowFactory.create(columns.toArray());
    }

    Row toKey(Object value) {
        return RowFactory.create(part.encode(value));
    }

    Object fromRow(Row row) {
        return part instanceof RecordPart record ? record.create(row) : fromKey(row);
    }

    Object fromKey(Row row) {
        Object value = part.decode(row.get(0));
        if (value == null) {
            throw new IllegalStateException("Cannot read state, it has a row without a value");
        }
        return value;
    }

    static @Nullable Long expires(Row row) {
        return row.isNullAt(row.length() - 1) ? null : (Long) row.getLong(row.length() - 1);
    }

    /** Notes the type of each value by its path: what must stay as it is. */
    void describe(String path, Map<String, String> types) {
        part.describe(path, types);
    }

    private interface Part {

        DataType type();

        @Nullable
        Object encode(@Nullable Object value);

        @Nullable
        Object decode(@Nullable Object value);

        void describe(String path, Map<String, String> types);
    }

    /** @param normal gives a value as it will be read again @param missing what is read where nothing was written */
    private record Simple(DataType type, UnaryOperator<Object> normal, @Nullable Object missing) implements Part {

        @Override
        public @Nullable Object encode(@Nullable Object value) {
            return value == null ? null : normal.apply(value);
        }

        @Override
        public @Nullable Object decode(@Nullable Object value) {
            Object found = value == null ? missing : value;
            return found instanceof byte[] bytes ? bytes.clone() : found;
        }

        @Override
        public void describe(String path, Map<String, String> types) {
            types.put(path, type.sql());
        }
    }

    private record ListPart(Part item) implements Part {

        @Override
        public DataType type() {
            return new ArrayType(item.type(), true);
        }

        @Override
        public @Nullable Object encode(@Nullable Object value) {
            if (value == null) {
                return null;
            }
            List<@Nullable Object> items = new ArrayList<>();
            ((List<?>) value).forEach(next -> items.add(item.encode(next)));
            return CollectionConverters.asScala(items).toSeq();
        }

        @Override
        public @Nullable Object decode(@Nullable Object value) {
            if (value == null) {
                return null;
            }
            List<@Nullable Object> items = new ArrayList<>();
            CollectionConverters.asJava((scala.collection.Seq<?>) value).forEach(next -> items.add(item.decode(next)));
            return items;
        }

        @Override
        public void describe(String path, Map<String, String> types) {
            item.describe(path + "[]", types);
        }
    }

    private record RecordPart(Constructor<?> constructor, List<String> names, List<Method> accessors, List<Part> parts)
            implements Part {

        static RecordPart of(Class<?> type, Deque<Class<?>> within) {
            RecordComponent[] components = type.getRecordComponents();
            Class<?>[] types = new Class<?>[components.length];
            List<String> names = new ArrayList<>();
            List<Method> accessors = new ArrayList<>();
            List<Part> parts = new ArrayList<>();
            for (int i = 0; i < components.length; i++) {
                if (!components[i].getName().matches("[A-Za-z][A-Za-z0-9_]*")) {
                    throw new IllegalArgumentException(
                            "Cannot keep %s in state, use letters and digits in the name of %s"
                                    .formatted(type.getName(), components[i].getName()));
                }
                types[i] = components[i].getType();
                names.add(components[i].getName());
                components[i].getAccessor().setAccessible(true); // the record may be a private one of its processor
                accessors.add(components[i].getAccessor());
                parts.add(part(components[i].getGenericType(), within));
            }
            try {
                Constructor<?> constructor = type.getDeclaredConstructor(types);
                constructor.setAccessible(true);
                return new RecordPart(constructor, names, accessors, parts);
            } catch (NoSuchMethodException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public StructType type() {
            StructType columns = new StructType();
            for (int i = 0; i < parts.size(); i++) {
                columns = columns.add(names.get(i), parts.get(i).type(), true);
            }
            return columns;
        }

        List<@Nullable Object> values(Object value) {
            List<@Nullable Object> values = new ArrayList<>();
            for (int i = 0; i < parts.size(); i++) {
                try {
                    values.add(parts.get(i).encode(accessors.get(i).invoke(value)));
                } catch (ReflectiveOperationException e) {
                    throw new IllegalArgumentException(
                            "Cannot keep a " + value.getClass().getName() + " in state", e);
                }
            }
            return values;
        }

        Object create(Row row) {
            @Nullable Object[] arguments = new Object[parts.size()];
            for (int i = 0; i < arguments.length; i++) {
                arguments[i] = parts.get(i).decode(row.get(i));
            }
            try {
                return constructor.newInstance(arguments);
            } catch (ReflectiveOperationException e) {
                Throwable why = e.getCause() == null ? e : e.getCause();
                throw new IllegalArgumentException(
                        "Cannot make a %s of what state has kept: %s"
                                .formatted(constructor.getDeclaringClass().getName(), why),
                        e);
            }
        }

        @Override
        public @Nullable Object encode(@Nullable Object value) {
            return value == null ? null : RowFactory.create(values(value).toArray());
        }

        @Override
        public @Nullable Object decode(@Nullable Object value) {
            return value == null ? null : create((Row) value);
        }

        @Override
        public void describe(String path, Map<String, String> types) {
            for (int i = 0; i < parts.size(); i++) {
                parts.get(i).describe(path + "." + names.get(i), types);
            }
        }
    }
}
