package io.penstock.bench.contender;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Events to be counted by minute and key, {@code epochMillis,key,page}, of 26 bytes: a million keys, a million events in each minute, out of order
 * by up to half a minute. A count is written once its minute is over by the watermark, which lies a minute behind the newest event;
 * no event is that late.
 */
final class Windowed extends Workload {

    private static final long BEGIN = 1_790_000_040_000L; // a minute begins
    private static final int EVENTS_A_MINUTE = 1_000_000;
    private static final int KEYS = 1_000_000;
    private static final int PAGES = 1_000;
    private static final int DISORDER_MILLIS = 30_000;
    private static final long MINUTE = 60_000;

    Windowed() {
        super(
                WINDOWED,
                Format.CSV,
                List.of(
                        Column.of("at", ColumnType.TIMESTAMP),
                        Column.of("key", ColumnType.LONG),
                        Column.of("page", ColumnType.STRING)),
                List.of(
                        Column.of("minute", ColumnType.TIMESTAMP),
                        Column.of("key", ColumnType.LONG),
                        Column.of("hits", ColumnType.LONG)));
    }

    @Override
    void fields(Draw draw, long index, FieldSink out) {
        out.timestamp(BEGIN + DISORDER_MILLIS + index * MINUTE / EVENTS_A_MINUTE - draw.below(DISORDER_MILLIS));
        out.number(draw.below(KEYS));
        out.text("/p" + draw.below(PAGES));
    }

    /** Minutes that are over, times the keys that each has. */
    @Override
    public long resultRows(long records) {
        List<BitSet> minutes = new ArrayList<>();
        Rows rows = rows();
        long newest = 0;
        for (long i = 0; i < records; i++) {
            Object[] row = rows.row(i);
            if (row != null) {
                long at = (Long) row[0];
                newest = Math.max(newest, at);
                int minute = (int) ((at - BEGIN) / MINUTE);
                while (minutes.size() <= minute) {
                    minutes.add(new BitSet(KEYS));
                }
                minutes.get(minute).set(((Long) row[1]).intValue());
            }
        }
        long counted = 0;
        for (int minute = 0; minute < minutes.size(); minute++) {
            if (BEGIN + (minute + 1) * MINUTE <= newest - DELAY_MILLIS) {
                counted += minutes.get(minute).cardinality();
            }
        }
        return counted;
    }
}
