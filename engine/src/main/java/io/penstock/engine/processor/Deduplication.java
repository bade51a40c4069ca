package io.penstock.engine.processor;

import io.penstock.api.Context;
import io.penstock.api.Processor;
import io.penstock.api.Row;
import io.penstock.api.Setup;
import io.penstock.api.StateValue;
import java.time.Duration;
import java.time.Instant;

/**
 * Emits the first row of a key, and leaves out those that come within some time after it. The first row behind that is emitted again.
 * Rows come in the order of their event time, so what is emitted does not depend on the order in which they arrived.
 */
public final class Deduplication implements Processor {

    /** The setting with that time, as ISO 8601 writes it. */
    public static final String WITHIN = "within";

    private static final String FORGET = "forget";

    private Duration within = Duration.ZERO;
    private StateValue<Instant> emitted;

    @Override
    public void open(Setup setup) {
        within = Duration.parse(setup.setting(WITHIN));
        emitted = setup.value("emitted", Instant.class);
    }

    @Override
    public void row(Row row, Context context) {
        if (emitted.find().isPresent()) {
            return;
        }
        context.emit(out -> row.columns().forEach(column -> out.set(column, row.value(column))));
        emitted.set(context.time());
        context.setTimer(FORGET, context.time().plus(within));
    }

    @Override
    public void timer(String name, Context context) {
        emitted.clear();
    }
}
