package io.penstock.engine.test;

import io.penstock.source.kafka.Handover;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
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
    private final Set<String> batches = new HashSet<>();
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

    /**
     * The rows of files count, unless they do already.
     *
     * @param batch what they are the files of
     * @param key columns by which a row replaces an earlier one; none where all stay
     * @return whether they count from now on
     */
    synchronized boolean commit(String batch, String what, List<String> names, List<String> key) {
        if (!batches.add(batch)) {
            return false;
        }
        List<Map<String, @Nullable Object>> all = rows.computeIfAbsent(what, name -> new ArrayList<>());
        for (String name : names) {
            List<Map<String, @Nullable Object>> content = files.remove(name);
            for (Map<String, @Nullable Object> row : content) {
                if (!key.isEmpty()) {
                    List<@Nullable Object> its = key(row, key);
                    all.removeIf(earlier -> key(earlier, key).equals(its));
                }
                all.add(row);
            }
        }
        return true;
    }

    /** Forgets files that do not count. @return how many */
    synchronized int delete(Predicate<String> which) {
        int before = files.size();
        files.keySet().removeIf(which);
        return before - files.size();
    }

    /** The rows with a key no longer count. @param columns of the key */
    synchronized void delete(String what, List<String> columns, String key) {
        rows.getOrDefault(what, new ArrayList<>())
                .removeIf(row -> key(row, columns).equals(List.of(key)));
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
