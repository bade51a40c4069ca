package io.penstock.engine.processor;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/** An order of rows by their values, column by column, NULL first: rows are the same in it only when all their values are. */
final class ValueOrder implements Comparator<Row> {

    @Override
    public int compare(Row left, Row right) {
        for (int i = 0; i < left.length(); i++) {
            int order = compareValues(left.get(i), right.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // both are of the type of one column
    private int compareValues(@Nullable Object left, @Nullable Object right) {
        if (left == null || right == null) {
            return Boolean.compare(left != null, right != null);
        } else if (left instanceof Comparable comparable) {
            return comparable.compareTo(right);
        } else if (left instanceof byte[] bytes) {
            return Arrays.compareUnsigned(bytes, (byte[]) right);
        } else if (left instanceof Row row) {
            return compare(row, (Row) right);
        } else if (left instanceof scala.collection.Map<?, ?> map) {
            return compareMaps(
                    CollectionConverters.asJava(map), CollectionConverters.asJava((scala.collection.Map<?, ?>) right));
        }
        return compareLists(
                CollectionConverters.asJava((scala.collection.Seq<?>) left),
                CollectionConverters.asJava((scala.collection.Seq<?>) right));
    }

    private int compareLists(java.util.List<?> left, java.util.List<?> right) {
        for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
            int order = compareValues(left.get(i), right.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(left.size(), right.size());
    }

    private int compareMaps(Map<?, ?> left, Map<?, ?> right) {
        TreeMap<Object, Object> first = new TreeMap<>(this::compareValues);
        TreeMap<Object, Object> second = new TreeMap<>(this::compareValues);
        first.putAll(left);
        second.putAll(right);
        int keys = compareLists(java.util.List.copyOf(first.keySet()), java.util.List.copyOf(second.keySet()));
        return keys != 0
                ? keys
                : compareLists(new java.util.ArrayList<>(first.values()), new java.util.ArrayList<>(second.values()));
    }
}
