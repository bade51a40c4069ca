package io.penstock.examples;

import io.penstock.api.Context;
import io.penstock.api.Processor;
import io.penstock.api.Row;
import io.penstock.api.Setup;
import io.penstock.api.StateMap;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Articles that are looked at one soon after the other in a session: for each click, a row with each other article that was clicked not
 * longer ago than the setting {@code within} says. Counted, they say which article to show beside which.
 */
public final class CoClicks implements Processor {

    private StateMap<Long, Instant> recent;

    @Override
    public void open(Setup setup) {
        recent = setup.map("recent", Long.class, Instant.class, Duration.parse(setup.setting("within", "PT10M")));
    }

    @Override
    public void row(Row row, Context context) {
        long article = row.longValue("aid");
        for (Map.Entry<Long, Instant> earlier : recent.all().entrySet()) {
            if (earlier.getKey() != article) {
                context.emit(pair -> pair.set("session", context.key().longValue("session"))
                        .set("article", article)
                        .set("earlier", earlier.getKey())
                        .set(
                                "seconds",
                                Duration.between(earlier.getValue(), context.time())
                                        .toSeconds())
                        .set("at", context.time()));
            }
        }
        recent.put(article, context.time());
    }
}
