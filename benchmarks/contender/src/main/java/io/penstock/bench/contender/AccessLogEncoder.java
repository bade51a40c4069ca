package io.penstock.bench.contender;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Lines of Apache's combined log. */
final class AccessLogEncoder extends Encoder {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    /** What stands before each of the ten values. */
    private static final String[] BEFORE = {"", " - ", " [", "] \"", " ", " ", "\" ", " ", " \"", "\" \""};

    private long lastTime = -1;
    private String lastText = "";

    AccessLogEncoder(Workload workload) {
        super(workload);
    }

    @Override
    void begin(int column) {
        write(BEFORE[column]);
    }

    @Override
    void writeTime(long epochMillis) {
        if (epochMillis != lastTime) {
            lastTime = epochMillis;
            lastText = TIME.format(Instant.ofEpochMilli(epochMillis));
        }
        write(lastText);
    }

    @Override
    void writeText(String value) {
        write(value);
    }

    @Override
    void end() {
        write('"');
    }

    @Override
    int withoutEnd() {
        return length() - 1;
    }

    @Override
    void lengthen() {
        write(" more");
    }
}
