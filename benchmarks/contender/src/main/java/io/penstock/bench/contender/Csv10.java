package io.penstock.bench.contender;

import java.util.List;

/** Orders of ten columns and 120 bytes on average, with times in ISO 8601, doubles, and texts in quotes. */
final class Csv10 extends Workload {

    private static final long BEGIN = 1_790_000_000_000L;
    private static final int CUSTOMERS = 20_000;
    private static final String[] COUNTRIES = {"DE", "FR", "IT", "ES", "PL", "NL", "AT", "SE", "US", "JP"};
    private static final String[] STATES = {"new", "paid", "packed", "shipped", "returned"};
    private static final String[] PRODUCTS = {
        "chair, oak", "lamp 12\" brass", "desk", "shelf, \"Nord\" white", "rug 2x3", "sofa", "bed, king size", "mirror"
    };

    Csv10() {
        super(
                "csv10",
                Format.CSV_ISO,
                List.of(
                        Column.of("ordered", ColumnType.TIMESTAMP),
                        Column.of("orderid", ColumnType.LONG),
                        Column.of("customer", ColumnType.STRING),
                        Column.of("country", ColumnType.STRING),
                        Column.of("product", ColumnType.STRING),
                        Column.of("quantity", ColumnType.LONG),
                        Column.of("price", ColumnType.DOUBLE),
                        Column.of("discount", ColumnType.DOUBLE),
                        Column.of("state", ColumnType.STRING),
                        Column.of("due", ColumnType.TIMESTAMP)));
    }

    @Override
    void fields(Draw draw, long index, FieldSink out) {
        long ordered = BEGIN + index * 3;
        out.timestamp(ordered);
        out.number(index);
        out.text("customer " + draw.skewedBelow(CUSTOMERS) + " & Söhne");
        out.text(COUNTRIES[draw.skewedBelow(COUNTRIES.length)]);
        out.text(PRODUCTS[draw.below(PRODUCTS.length)]);
        out.number(1 + draw.skewedBelow(20));
        out.decimal(100 + draw.below(1_000_000), 2);
        out.decimal(draw.below(10_000), 4);
        out.text(STATES[draw.below(STATES.length)]);
        out.timestamp(ordered + 1000L * draw.below(30 * 86_400));
    }
}
