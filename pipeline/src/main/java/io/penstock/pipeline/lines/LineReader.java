package io.penstock.pipeline.lines;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a file as bytes, unchanged but for the line break, which may be {@code \n} or {@code \r\n}. A file that
 * begins as gzip does is unpacked, whatever its name. Not thread-safe.
 */
public final class LineReader implements AutoCloseable {

    /** A longer line is no record: Kafka's brokers take a megabyte by default. */
    public static final int MAX_LINE = 16 << 20;

    private static final int BUFFER = 1 << 16;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER];
    private int at;
    private int end;
    private long lines;

    private LineReader(InputStream in) {
        this.in = in;
    }

    public static LineReader open(Path file) throws IOException {
        return of(Files.newInputStream(file));
    }

    /** Reads a file that is open; closes it with itself, and when this fails. */
    public static LineReader of(InputStream file) throws IOException {
        InputStream plain = new BufferedInputStream(file, BUFFER);
        try {
            return new LineReader(gzipped(plain) ? new GZIPInputStream(plain, BUFFER) : plain);
        } catch (IOException e) {
            plain.close();
            throw e;
        }
    }

    private static boolean gzipped(InputStream in) throws IOException {
        in.mark(2);
        boolean magic = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return magic;
    }

    /** @return the next line, or nothing behind the last one */
    public byte @Nullable [] next() throws IOException {
        if (at == end && !fill()) {
            return null;
        }
        lines++;
        int from = at;
        if (findEnd()) { // nearly every line is whole in the buffer
            return withoutReturn(Arrays.copyOfRange(buffer, from, at++));
        }
        ByteArrayOutputStream line = new ByteArrayOutputStream(2 * (at - from) + 256);
        line.write(buffer, from, at - from);
        while (fill()) {
            boolean whole = findEnd();
            line.write(buffer, 0, at);
            if (line.size() > MAX_LINE) {
                throw new IOException("line %,d is longer than %,d bytes".formatted(lines, MAX_LINE));
            }
            if (whole) {
                at++;
                break;
            }
        }
        return withoutReturn(line.toByteArray());
    }

    /** Goes behind the last line. @throws IOException also when one is too long */
    public void skipAll() throws IOException {
        while (next() != null) {
            // only counted
        }
    }

    /** Goes on to the next line break that the buffer has, or to its end. */
    private boolean findEnd() {
        while (at < end && buffer[at] != '\n') {
            at++;
        }
        return at < end;
    }

    /** How many lines have been read. */
    public long lines() {
        return lines;
    }

    private boolean fill() throws IOException {
        at = 0;
        end = Math.max(0, in.read(buffer));
        return end > 0;
    }

    private static byte[] withoutReturn(byte[] line) {
        boolean ends = line.length > 0 && line[line.length - 1] == '\r';
        return ends ? Arrays.copyOf(line, line.length - 1) : line;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
