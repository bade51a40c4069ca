package io.penstock.bench.contender;

import java.util.List;

/** Lines of a web server in Apache's combined format, of 180 bytes on average. Times are whole seconds. */
final class AccessLog extends Workload {

    private static final long BEGIN = 1_790_000_000L;
    private static final int PAGES = 20_000;
    private static final String[] METHODS = {"GET", "GET", "GET", "GET", "POST", "HEAD"};
    private static final String[] STATUSES = {"200", "200", "200", "200", "304", "404", "500"};
    private static final String[] AGENTS = {
        "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36",
        "curl/8.5.0"
    };

    AccessLog() {
        super(
                "access-log",
                Format.ACCESS_LOG,
                List.of(
                        Column.of("host", ColumnType.STRING),
                        Column.of("authuser", ColumnType.STRING),
                        Column.of("time", ColumnType.TIMESTAMP),
                        Column.of("method", ColumnType.STRING),
                        Column.of("path", ColumnType.STRING),
                        Column.of("protocol", ColumnType.STRING),
                        Column.of("status", ColumnType.LONG),
                        Column.of("bytes", ColumnType.LONG),
                        Column.of("referer", ColumnType.STRING),
                        Column.of("user_agent", ColumnType.STRING)));
    }

    @Override
    void fields(Draw draw, long index, FieldSink out) {
        out.text("10." + draw.below(250) + "." + draw.below(250) + "." + draw.skewedBelow(250));
        out.text("user" + draw.skewedBelow(3_000));
        out.timestamp((BEGIN + index / 1_000) * 1_000);
        out.text(METHODS[draw.below(METHODS.length)]);
        out.text("/shop/item-" + draw.skewedBelow(PAGES) + "?ref=" + draw.below(100));
        out.text("HTTP/1.1");
        out.number(Long.parseLong(STATUSES[draw.below(STATUSES.length)]));
        out.number(draw.skewedBelow(200_000));
        out.text("https://www.example.com/page-" + draw.skewedBelow(PAGES));
        out.text(AGENTS[draw.below(AGENTS.length)]);
    }
}
