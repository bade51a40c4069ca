package io.penstock.examples;

import io.penstock.api.Context;
import io.penstock.api.Processor;
import io.penstock.api.Row;
import io.penstock.api.Setup;
import io.penstock.api.StateList;
import io.penstock.api.StateValue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * The visits of an address, each with its pages in their order. A visit is over when no click has come for as long as the setting
 * {@code gap} says.
 */
public final class Sessions implements Processor {

    private static final String END = "end";

    private Duration gap;
    private StateValue<Instant> started;
    private StateList<String> pages;

    @Override
    public void open(Setup setup) {
        gap = Duration.parse(setup.setting("gap", "PT30M"));
        started = setup.value("started", Instant.class);
        pages = setup.list("pages", String.class);
    }

    @Override
    public void row(Row row, Context context) {
        if (started.find().isEmpty()) {
            started.set(context.time());
        }
        pages.add(Objects.requireNonNullElse(row.text("url"), ""));
        context.setTimer(END, context.time().plus(gap));
    }

    @Override
    public void timer(String name, Context context) {
        List<String> visited = pages.all();
        context.emit(visit -> visit.set("ip", context.key().text("ip"))
                .set("started", started.orElse(context.time()))
                .set("ended", context.time().minus(gap))
                .set("pages", visited)
                .set("clicks", visited.size()));
        started.clear();
        pages.clear();
    }
}
