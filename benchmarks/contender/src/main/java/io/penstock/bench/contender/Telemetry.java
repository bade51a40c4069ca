package io.penstock.bench.contender;

import java.util.List;

/** What cabs report: JSON objects in JSON objects, 300 bytes on average, of which twelve values become columns. */
final class Telemetry extends Workload {

    private static final long BEGIN = 1_790_000_000_000L;
    private static final int CABS = 5_000;
    private static final String[] STATES = {"free", "occupied", "reserved", "off duty"};

    Telemetry() {
        super(
                "json",
                Format.JSON,
                List.of(
                        Column.of("cab", ColumnType.STRING),
                        Column.of("at", ColumnType.TIMESTAMP),
                        Column.of("sequence", ColumnType.LONG),
                        new Column("trip", ColumnType.STRING, "trip.id"),
                        new Column("state", ColumnType.STRING, "trip.state"),
                        new Column("passengers", ColumnType.LONG, "trip.passengers"),
                        new Column("latitude", ColumnType.DOUBLE, "position.latitude"),
                        new Column("longitude", ColumnType.DOUBLE, "position.longitude"),
                        new Column("speed", ColumnType.DOUBLE, "position.speed"),
                        new Column("rpm", ColumnType.LONG, "engine.rpm"),
                        new Column("temperature", ColumnType.DOUBLE, "engine.temperature"),
                        new Column("fuel", ColumnType.DOUBLE, "engine.fuel")));
    }

    @Override
    void fields(Draw draw, long index, FieldSink out) {
        out.text("cab-" + (10_000 + draw.below(CABS)));
        out.timestamp(BEGIN + index / 2);
        out.number(index);
        out.text(Long.toHexString(draw.next() | Long.MIN_VALUE));
        out.text(STATES[draw.below(STATES.length)]);
        out.number(draw.below(5));
        out.decimal(48_000_000 + draw.below(1_000_000), 6);
        out.decimal(11_000_000 + draw.below(1_000_000), 6);
        out.decimal(draw.below(1_300), 1);
        out.number(700 + draw.below(5_000));
        out.decimal(600 + draw.below(500), 1);
        out.decimal(draw.below(10_000), 2);
    }
}
