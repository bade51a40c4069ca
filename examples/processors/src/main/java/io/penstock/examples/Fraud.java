package io.penstock.examples;

import io.penstock.api.Context;
import io.penstock.api.Processor;
import io.penstock.api.Row;
import io.penstock.api.Setup;
import io.penstock.api.StateMap;
import io.penstock.api.StateValue;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/**
 * Says which addresses click as nobody does: many different pages within a short time, or more clicks in a second than a hand can make.
 *
 * <p>Settings: {@code pages} different ones within {@code within}, {@code clicks} in a second. An address that is told of is not told of
 * again for the same reason until it was inconspicuous for {@code within}.
 */
public final class Fraud implements Processor {

    /** @param at the second */
    private record Second(Instant at, int clicks) {}

    private int mostPages;
    private int mostClicks;
    private StateMap<String, Instant> pages;
    private StateValue<Second> second;
    private StateMap<String, Boolean> told;

    @Override
    public void open(Setup setup) {
        mostPages = Integer.parseInt(setup.setting("pages", "20"));
        mostClicks = Integer.parseInt(setup.setting("clicks", "10"));
        Duration within = Duration.parse(setup.setting("within", "PT10S"));
        pages = setup.map("pages", String.class, Instant.class, within);
        second = setup.value("second", Second.class, Duration.ofSeconds(1));
        told = setup.map("told", String.class, Boolean.class, within);
    }

    @Override
    public void row(Row row, Context context) {
        pages.put(Objects.requireNonNullElse(row.text("url"), ""), context.time());
        int different = pages.all().size();
        if (different > mostPages) {
            tell("many-pages", different, context);
        }
        Instant now = context.time().truncatedTo(ChronoUnit.SECONDS);
        int before = second.find()
                .filter(last -> last.at().equals(now))
                .map(Second::clicks)
                .orElse(0);
        second.set(new Second(now, before + 1));
        if (before + 1 > mostClicks) {
            tell("burst", before + 1, context);
        }
    }

    private void tell(String reason, int count, Context context) {
        if (told.find(reason).isEmpty()) {
            context.emit(alert -> alert.set("ip", context.key().text("ip"))
                    .set("reason", reason)
                    .set("count", count)
                    .set("at", context.time()));
        }
        told.put(reason, true);
    }
}
