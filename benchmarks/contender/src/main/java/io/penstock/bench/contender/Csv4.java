package io.penstock.bench.contender;

import java.util.List;

/** Clicks, {@code epochMillis,n,url,ip}, of 60 bytes on average: 50,000 pages and 100,000 addresses, some more popular than others. */
final class Csv4 extends Workload {

    private static final long BEGIN = 1_790_000_000_000L;
    private static final int EVENTS_PER_MILLISECOND = 10;
    private static final int PAGES = 50_000;
    private static final int ADDRESSES = 100_000;
    private static final String[] SECTIONS = {
        "books", "garden", "music", "travel", "kitchen", "toys", "office", "sports"
    };

    private final String[] pages = new String[PAGES];
    private final String[] addresses = new String[ADDRESSES];

    Csv4() {
        super(
                "csv4",
                Format.CSV,
                List.of(
                        Column.of("recordtime", ColumnType.TIMESTAMP),
                        Column.of("eventid", ColumnType.LONG),
                        Column.of("url", ColumnType.STRING),
                        Column.of("ip", ColumnType.STRING)));
        Draw draw = new Draw().event(4, 0);
        for (int i = 0; i < PAGES; i++) {
            pages[i] = "/shop/" + SECTIONS[draw.below(SECTIONS.length)] + "/item-" + (10_000 + i);
        }
        for (int i = 0; i < ADDRESSES; i++) {
            addresses[i] = "10." + (1 + draw.below(250)) + "." + (1 + draw.below(250)) + "." + (1 + draw.below(250));
        }
    }

    @Override
    void fields(Draw draw, long index, FieldSink out) {
        out.timestamp(BEGIN + index / EVENTS_PER_MILLISECOND);
        out.number(index);
        out.text(pages[draw.skewedBelow(PAGES)]);
        out.text(addresses[draw.skewedBelow(ADDRESSES)]);
    }
}
