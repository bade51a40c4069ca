package io.penstock.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the views of {@link Visits} mean, in plain Java over all their events at once. Rows are texts. */
final class VisitModel {

    /**
     * An event.
     *
     * @param at when it happened, in milliseconds since the epoch; nothing where the record does not say
     * @param key what it is counted by
     * @param ref what it is joined by
     */
    record Event(long id, @Nullable Long at, String key, long ref) {}

    /** Rows that there have to be, and rows that may be there or not. */
    record Orders(List<String> certain, List<String> open) {}

    private VisitModel() {}

    /** Windows that end at or before the watermark: start, key, events, sum of ids. */
    static List<String> windows(List<Event> events, long length, long slide, long watermark) {
        Map<Long, Map<String, long[]>> windows = new TreeMap<>();
        for (Event event : events) {
            if (event.at == null) {
                continue; // in no window
            }
            for (long start = Math.floorDiv(event.at, slide) * slide; start > event.at - length; start -= slide) {
                add(
                        windows.computeIfAbsent(start, none -> new TreeMap<>())
                                .computeIfAbsent(event.key, none -> new long[2]),
                        event);
            }
        }
        List<String> rows = new ArrayList<>();
        windows.forEach((start, keys) -> {
            if (start + length <= watermark) {
                keys.forEach((key, sums) -> rows.add(row(start, start + length, key, sums[0], sums[1])));
            }
        });
        return rows;
    }

    /** Sessions that end at or before the watermark: start, end, key, events, sum of ids. */
    static List<String> sessions(List<Event> events, long gap, long watermark) {
        Map<String, List<Event>> byKey = new TreeMap<>();
        for (Event event : events) {
            if (event.at != null) {
                byKey.computeIfAbsent(event.key, none -> new ArrayList<>()).add(event);
            }
        }
        List<String> rows = new ArrayList<>();
        byKey.forEach((key, all) -> {
            all.sort(Comparator.comparing(Event::at));
            long start = 0;
            long end = Long.MIN_VALUE;
            long[] sums = new long[2];
            for (Event event : all) {
                if (event.at > end) {
                    addSession(rows, start, end, key, sums, watermark);
                    start = event.at;
                    sums = new long[2];
                }
                end = event.at + gap;
                add(sums, event);
            }
            addSession(rows, start, end, key, sums, watermark);
        });
        return rows;
    }

    private static void addSession(List<String> rows, long start, long end, String key, long[] sums, long watermark) {
        if (sums[0] > 0 && end <= watermark) {
            rows.add(row(start, end, key, sums[0], sums[1]));
        }
    }

    private static void add(long[] sums, Event event) {
        sums[0]++;
        sums[1] += event.id;
    }

    /**
     * Each page with each of its purchases, or with none: that is certain once no purchase in time can belong to it any more, and
     * open for a moment before.
     */
    static Orders orders(List<Event> pages, List<Event> purchases, long bound, long watermark) {
        Map<Long, List<Event>> byRef = new HashMap<>();
        purchases.forEach(purchase ->
                byRef.computeIfAbsent(purchase.ref, none -> new ArrayList<>()).add(purchase));
        List<String> certain = new ArrayList<>();
        List<String> open = new ArrayList<>();
        for (Event page : pages) {
            if (page.at == null) {
                continue; // waits for ever: its time does not come
            }
            boolean alone = true;
            for (Event purchase : byRef.getOrDefault(page.ref, List.of())) {
                if (purchase.at != null && purchase.at >= page.at && purchase.at <= page.at + bound) {
                    certain.add(row(page.id, page.at, purchase.id, purchase.at));
                    alone = false;
                }
            }
            if (alone && page.at + bound < watermark) {
                certain.add(row(page.id, page.at, null, null));
            } else if (alone && page.at + bound == watermark) {
                open.add(row(page.id, page.at, null, null));
            }
        }
        return new Orders(certain, open);
    }

    /** A page of a visitor. */
    record Page(long id, @Nullable Long at, String visitor, String page, long ref) {}

    /** What {@link TrailProcessor} emits up to the watermark. */
    static List<String> trails(List<Page> pages, long gap, long watermark) {
        Map<String, List<Page>> byVisitor = new TreeMap<>();
        for (Page page : pages) {
            if (page.at != null && page.at <= watermark) {
                byVisitor
                        .computeIfAbsent(page.visitor, none -> new ArrayList<>())
                        .add(page);
            }
        }
        List<String> rows = new ArrayList<>();
        byVisitor.forEach((visitor, all) -> {
            all.sort(Comparator.comparing(Page::at)
                    .thenComparing(Page::id)
                    .thenComparing(Page::page)
                    .thenComparing(Page::ref));
            Trail trail = new Trail(visitor, gap, rows);
            for (Page page : all) {
                trail.timers(page.at - 1);
                trail.step(page);
            }
            trail.timers(watermark);
        });
        return rows;
    }

    /** The trail of one visitor. */
    private static final class Trail {

        private static final long NEVER = Long.MAX_VALUE;

        private final String visitor;
        private final long gap;
        private final List<String> rows;
        private final Map<String, Long> pages = new HashMap<>();
        private long quietAt = NEVER;
        private long goneAt = NEVER;
        private @Nullable Long last;
        private int steps;
        private long ids;

        Trail(String visitor, long gap, List<String> rows) {
            this.visitor = visitor;
            this.gap = gap;
            this.rows = rows;
        }

        void step(Page page) {
            pages.put(page.page, page.at);
            long recent =
                    pages.values().stream().filter(at -> at + gap > page.at).count();
            steps++;
            ids += page.id;
            rows.add(row("step", visitor, page.id, page.at, last, steps, recent, null));
            last = page.id;
            goneAt = NEVER;
            quietAt = page.at + gap;
        }

        void timers(long until) {
            if (quietAt <= until) {
                end("quiet", quietAt);
                goneAt = quietAt + gap;
                quietAt = NEVER;
            }
            if (goneAt <= until) {
                end("gone", goneAt);
                goneAt = NEVER;
            }
        }

        private void end(String kind, long at) {
            rows.add(row(kind, visitor, null, at, null, steps, null, ids));
            last = null;
            steps = 0;
            ids = 0;
        }
    }

    static String row(@Nullable Object... columns) {
        StringBuilder row = new StringBuilder();
        for (Object column : columns) {
            row.append(row.isEmpty() ? "" : "|").append(column);
        }
        return row.toString();
    }
}
