package io.penstock.cli.produce;

import io.penstock.cli.CommandException;
import io.penstock.pipeline.lines.LineReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A record per line of a file, its bytes unchanged. Not thread-safe. */
public final class FileRecords implements Records {

    private static final long NANOS_PER_MILLI = 1_000_000;

    /**
     * How lines become records.
     *
     * @param key where the record's key stands in the line: its first group, or the whole match; nothing for no keys
     * @param speed how many times faster than they happened the events are sent; 0 for without regard to their times
     * @param time where the time stands in the line, or nothing to look for the first text that is one
     * @param skipHeader whether the first line is left out
     */
    public record Options(@Nullable Pattern key, double speed, @Nullable Pattern time, boolean skipHeader) {}

    private final Path file;
    private final LineReader lines;
    private final Options options;
    private final EventTime eventTime;
    private @Nullable Long firstTime;
    private long due;

    private FileRecords(Path file, LineReader lines, Options options) {
        this.file = file;
        this.lines = lines;
        this.options = options;
        this.eventTime = new EventTime(options.time());
    }

    public static FileRecords open(Path file, Options options) throws IOException {
        FileRecords records = new FileRecords(file, LineReader.open(file), options);
        if (options.skipHeader()) {
            records.lines.next();
        }
        return records;
    }

    @Override
    public @Nullable Outgoing next() throws IOException {
        byte[] line = lines.next();
        if (line == null) {
            return null;
        }
        if (options.key() == null && options.speed() == 0) {
            return new Outgoing(null, line, false, 0);
        }
        String text = new String(line, StandardCharsets.UTF_8);
        return new Outgoing(key(text), line, false, due(text));
    }

    private byte @Nullable [] key(String line) {
        if (options.key() == null) {
            return null;
        }
        Matcher matcher = options.key().matcher(line);
        String key = matcher.find() ? matcher.group(Math.min(1, matcher.groupCount())) : null;
        return key == null ? null : key.getBytes(StandardCharsets.UTF_8);
    }

    /** A line that is earlier than one before it, or has no time, leaves with its predecessor. */
    private long due(String line) {
        if (options.speed() == 0) {
            return 0;
        }
        OptionalLong time = eventTime.find(line);
        if (firstTime == null) {
            firstTime = time.orElseThrow(() -> CommandException.wrongUsage(
                    "Cannot replay %s at a speed, no time was found in line %d; say where it is with --time-regex"
                            .formatted(file, lines.lines())));
        }
        if (time.isPresent()) {
            due = Math.max(due, (long) ((time.getAsLong() - firstTime) / options.speed() * NANOS_PER_MILLI));
        }
        return due;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
