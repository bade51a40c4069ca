package io.penstock.engine.test;

import io.penstock.source.kafka.Handover;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What the tasks of a case have written: rows wait under the name of a file, and count once the driver names it, as files of a
 * table do. Tasks find it by its handle, since they run in the driver's process. Thread-safe.
 */
final class Collected implements AutoCloseable {

    private static final Handover<Collected> OPEN = new Handover<>();

    /** What rows are: those of an output, dead letters, or late rows. */
    private final Map<String, List<Map<String, @Nullable Object>>> rows = new TreeMap<>();

    private final Map<String, List<Map<String, @Nullable Object>>> files = new ConcurrentHashMap<>();
    private final String handle;

    private Collected() {
        this.handle = OPEN.put(this);
    }

    static Collected open() {
        return new Collected();
    }

    /** What a task finds it by. */
    String handle() {
        return handle;
    }

    static Collected find(String handle) {
        return OPEN.get(handle);
    }

    /** A task has written a file. */
    void written(String file, List<Map<String, @Nullable Object>> content) {
        files.put(file, List.copyOf(content));
    }

    /** The rows of files count. */
    synchronized void commit(String what, List<String> names) {
        names.forEach(name -> add(what, files.remove(name)));
    }

    /** The rows of files count, each in the place of an earlier one of its key. @param key columns that tell rows apart */
    synchronized void replace(String what, List<String> names, List<String> key) {
        List<Map<String, @Nullable Object>> all = rows.computeIfAbsent(what, name -> new ArrayList<>());
        for (String name : names) {
            for (Map<String, @Nullable Object> row : files.remove(name)) {
                List<@Nullable Object> its = key(row, key);
                all.removeIf(earlier -> key(earlier, key).equals(its));
                all.add(row);
            }
        }
    }

    private static List<@Nullable Object> key(Map<String, @Nullable Object> row, List<String> key) {
        List<@Nullable Object> values = new ArrayList<>();
        for (String name : key) {
            row.forEach((column, value) -> {
                if (column.equalsIgnoreCase(name)) {
                    values.add(value);
                }
            });
        }
        return values;
    }

    /** Rows that count at once. */
    synchronized void add(String what, List<Map<String, @Nullable Object>> more) {
        rows.computeIfAbsent(what, key -> new ArrayList<>()).addAll(more);
    }

    /** The rows that count. */
    synchronized List<Map<String, @Nullable Object>> rows(String what) {
        return List.copyOf(rows.getOrDefault(what, List.of()));
    }

    @Override
    public void close() {
        OPEN.remove(handle);
    }
}
