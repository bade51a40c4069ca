package io.penstock.cli.init;

import io.penstock.pipeline.lines.LineReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Lines from all over a file, in their order: the first hundred, where a header is, and any others with equal chance
 * (reservoir sampling, J. S. Vitter's algorithm R). The same file gives the same sample. Of a very large file only the begin is
 * looked at.
 */
public final class LineSample {

    private static final int FIRST = 100;
    private static final long MOST_BYTES = 128L << 20; // about a second

    private final int most;
    private final SplittableRandom random = new SplittableRandom(1);
    private final List<Line> first = new ArrayList<>();
    private final List<Line> others = new ArrayList<>();
    private long seen;

    private record Line(long number, byte[] bytes) {}

    private LineSample(int most) {
        this.most = most;
    }

    /** @param most so many lines, or all that there are */
    public static List<byte[]> of(LineReader reader, int most) throws IOException {
        LineSample sample = new LineSample(most);
        long bytes = 0;
        for (byte[] line = reader.next(); line != null && bytes < MOST_BYTES; line = reader.next()) {
            sample.add(line);
            bytes += line.length;
        }
        return sample.lines();
    }

    private void add(byte[] line) {
        Line numbered = new Line(seen++, line);
        int places = most - FIRST;
        if (first.size() < Math.min(FIRST, most)) {
            first.add(numbered);
        } else if (others.size() < places) {
            others.add(numbered);
        } else if (places > 0) {
            long place = random.nextLong(seen - FIRST);
            if (place < places) {
                others.set((int) place, numbered);
            }
        }
    }

    private List<byte[]> lines() {
        List<Line> all = new ArrayList<>(first);
        all.addAll(others);
        all.sort(Comparator.comparingLong(Line::number));
        return all.stream().map(Line::bytes).toList();
    }
}
