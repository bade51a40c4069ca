package io.penstock.bench.contender;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lines of Apache's combined log, by a regular expression as most people would write it. */
final class AccessLogParser extends RecordParser {

    /** Has a group for each column of the workload, in its order. */
    static final String REGEX =
            "^(\\S+) \\S+ (\\S+) \\[([^\\]]+)\\] \"([A-Z]+) (\\S+) (HTTP/[0-9.]+)\" ([0-9]{3}) ([0-9]+)"
                    + " \"([^\"]*)\" \"([^\"]*)\"$";

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH);
    private static final int TIME_GROUP = 3;
    private static final int STATUS_GROUP = 7;
    private static final int BYTES_GROUP = 8;

    private final Pattern pattern = Pattern.compile(REGEX);
    private String lastTime = "";
    private long lastMillis;

    @Override
    public boolean parse(byte[] record, ParsedRow into) {
        if (!isUtf8(record)) {
            return false;
        }
        Matcher line = pattern.matcher(new String(record, StandardCharsets.UTF_8));
        if (!line.matches()) {
            return false;
        }
        for (int group = 1; group <= line.groupCount(); group++) {
            String text = line.group(group);
            switch (group) {
                case TIME_GROUP -> {
                    try {
                        into.timestamp(group - 1, epochMillis(text));
                    } catch (DateTimeException e) {
                        return false;
                    }
                }
                case STATUS_GROUP, BYTES_GROUP -> into.number(group - 1, Long.parseLong(text));
                default -> {
                    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                    into.text(group - 1, bytes, 0, bytes.length);
                }
            }
        }
        return true;
    }

    /** Lines of one second have the same text. */
    private long epochMillis(String text) {
        if (!text.equals(lastTime)) {
            lastMillis = TIME.parse(text, Instant::from).toEpochMilli();
            lastTime = text;
        }
        return lastMillis;
    }
}
