package io.penstock.cli.shell;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The tables and their columns, for completion: asked for in the background, one statement at a time, and kept.
 *
 * <p>Nothing here waits: what is not known yet is empty now, and known a moment later. A failure leaves what was known.
 */
final class KnownTables implements AutoCloseable {

    /** Asks the runtime. */
    interface Query {
        /** @return the rows, a cell that is NULL as null */
        List<List<@Nullable String>> rows(String statement);
    }

    /** The namespace that has one for each pipeline in it; to ask all of them for such would be a statement more for each. */
    private static final String OF_PIPELINES = "state";

    private static final long STALE_NANOS = 30_000_000_000L;

    private final Query query;
    private final ExecutorService worker = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "penstock-tables");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<String, Map<String, String>> columns = new ConcurrentHashMap<>();
    private volatile List<String> tables = List.of();
    private volatile long refreshed;
    private volatile boolean known;

    KnownTables(Query query) {
        this.query = query;
    }

    /** Asks again, also for the columns that were asked for: a statement may have changed them. */
    void refresh() {
        refreshed = System.nanoTime();
        background(() -> {
            tables = load(query);
            known = true;
            for (String table : tables) {
                if (columns.containsKey(Names.plain(table))) {
                    columns.put(Names.plain(table), describe(query, table));
                }
            }
        });
    }

    void refreshWhenStale() {
        if (!known || System.nanoTime() - refreshed > STALE_NANOS) {
            refresh();
        }
    }

    /** Full names in the order of the catalog, back-quoted where they have to be. */
    List<String> tables() {
        return tables;
    }

    /** The columns of a table with their types, empty until they are known. */
    Map<String, String> columns(String table) {
        String name = Names.plain(table);
        String full = tables.stream()
                .filter(known -> Names.plain(known).equals(name))
                .findFirst()
                .orElse(null);
        if (full == null) {
            return Map.of();
        }
        Map<String, String> found = columns.putIfAbsent(name, Map.of());
        if (found == null) {
            background(() -> columns.put(name, describe(query, full)));
            return Map.of();
        }
        return found;
    }

    private void background(Runnable task) {
        try {
            worker.execute(() -> {
                try {
                    task.run();
                } catch (RuntimeException e) {
                    refreshed = System.nanoTime() - STALE_NANOS; // the runtime is away: again at the next prompt
                }
            });
        } catch (RejectedExecutionException e) {
            tables = List.of(); // the shell ends
        }
    }

    /** All tables of all namespaces. */
    static List<String> load(Query query) {
        List<String> found = new ArrayList<>();
        for (String namespace : namespaces(query)) {
            for (List<@Nullable String> table : query.rows("SHOW TABLES IN " + namespace)) {
                found.add(namespace + "." + Names.quoted(String.valueOf(table.get(1))));
            }
        }
        return List.copyOf(found);
    }

    /** Quoted by Spark where they have to be. */
    private static List<String> namespaces(Query query) {
        List<String> found = new ArrayList<>();
        for (List<@Nullable String> namespace : query.rows("SHOW NAMESPACES")) {
            String name = String.valueOf(namespace.get(0));
            if (name.equals(OF_PIPELINES)) {
                query.rows("SHOW NAMESPACES IN " + name).forEach(inner -> found.add(String.valueOf(inner.get(0))));
            } else {
                found.add(name);
            }
        }
        return found;
    }

    /** Behind the columns Spark tells of partitions, after a row without a name. */
    private static Map<String, String> describe(Query query, String table) {
        Map<String, String> found = new LinkedHashMap<>();
        for (List<@Nullable String> row : query.rows("DESCRIBE TABLE " + table)) {
            String name = row.get(0);
            if (name == null || name.isEmpty() || name.startsWith("#")) {
                break;
            }
            found.put(name, String.valueOf(row.get(1)).toLowerCase(Locale.ROOT));
        }
        return found;
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
