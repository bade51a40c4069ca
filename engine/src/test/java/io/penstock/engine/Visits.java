package io.penstock.engine;

/**
 * A pipeline of visits to pages and of what visitors buy, whose views need more than one row: hits by window, visits as sessions,
 * pages with the purchases that followed, and those that none followed, and what {@link TrailProcessor} makes of pages. One table beside them takes each page as it comes.
 *
 * @param name of pipeline, topics and namespace
 * @param maxRecordsPerBatch of each source
 * @param trigger as in the file
 * @param delayMillis the watermark of both sources
 * @param windowMillis length of a window
 * @param slideMillis how far the next window begins
 * @param gapMillis what ends a session
 * @param boundMillis how long after a page a purchase belongs to it
 */
record Visits(
        String name,
        int maxRecordsPerBatch,
        String trigger,
        long delayMillis,
        long windowMillis,
        long slideMillis,
        long gapMillis,
        long boundMillis) {

    static final String BLOCKED = "/blocked";
    static final String PROBE = "/health";
    static final String HITS = "hits";
    static final String SESSIONS = "sessions";
    static final String ORDERS = "orders";
    static final String TRAILS = "trails";

    static Visits of(String name, int maxRecordsPerBatch, String trigger) {
        return new Visits(name, maxRecordsPerBatch, trigger, 10_000, 10_000, 10_000, 3_000, 5_000);
    }

    String pages() {
        return name + "-pages";
    }

    String purchases() {
        return name + "-purchases";
    }

    String yaml() {
        return """
        pipeline: %1$s
        sources:
          pages:
            kafka: { topic: %1$s-pages, max-records-per-batch: %2$d }
            decode:
              csv: { schema: "id BIGINT, at TIMESTAMP, visitor STRING, page STRING, ref BIGINT", timestamp-format: epoch-millis }
            event-time: at
            watermark: %4$d ms
            expect:
              - { name: not-blocked, check: page <> '%9$s', on-violation: dead-letter }
              - { name: not-a-probe, check: page <> '%10$s', on-violation: drop }
          purchases:
            kafka: { topic: %1$s-purchases, max-records-per-batch: %2$d }
            decode: { csv: { schema: "id BIGINT, at TIMESTAMP, ref BIGINT", timestamp-format: epoch-millis } }
            event-time: at
            watermark: %4$d ms
        views:
          hits: |
            SELECT window(at, '%5$d milliseconds', '%6$d milliseconds') AS slot, page, count(*) AS hits, sum(id) AS ids
            FROM pages GROUP BY 1, 2
          sessions: |
            SELECT session_window(at, '%7$d milliseconds') AS visit, visitor, count(*) AS hits, sum(id) AS ids
            FROM pages GROUP BY 1, 2
          orders: |
            SELECT p.id AS page_id, p.at AS page_at, b.id AS purchase_id, b.at AS purchase_at
            FROM pages p LEFT JOIN purchases b
              ON p.ref = b.ref AND b.at BETWEEN p.at AND p.at + INTERVAL '%8$s' SECOND
          trails:
            processor: io.penstock.engine.TrailProcessor
            from: pages
            key: [visitor]
            columns: kind STRING, visitor STRING, id BIGINT, at TIMESTAMP, previous BIGINT, steps INT, recent INT, ids BIGINT
            settings: { gap-millis: %7$d }
        outputs:
          pages-table: { table: %1$s.pages, from: pages }
          hits-table: { table: %1$s.hits, from: hits }
          sessions-table: { table: %1$s.sessions, from: sessions }
          orders-table: { table: %1$s.orders, from: orders }
          trails-table: { table: %1$s.trails, from: trails }
        trigger: %3$s
        """
                .formatted(
                        name,
                        maxRecordsPerBatch,
                        trigger,
                        delayMillis,
                        windowMillis,
                        slideMillis,
                        gapMillis,
                        boundMillis / 1000 + "." + "%03d".formatted(boundMillis % 1000),
                        BLOCKED,
                        PROBE);
    }

    static String page(long id, Object at, String visitor, String page, long ref) {
        return id + "," + at + "," + visitor + "," + page + "," + ref;
    }

    static String purchase(long id, Object at, long ref) {
        return id + "," + at + "," + ref;
    }
}
