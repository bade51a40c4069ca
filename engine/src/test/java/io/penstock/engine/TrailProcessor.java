package io.penstock.engine;

import io.penstock.api.Context;
import io.penstock.api.Processor;
import io.penstock.api.Row;
import io.penstock.api.Setup;
import io.penstock.api.StateList;
import io.penstock.api.StateMap;
import io.penstock.api.StateValue;
import java.time.Duration;
import java.util.List;

/**
 * A processor that uses all there is: a row for each page of a visitor, one when the visitor has been quiet for a gap, and one after
 * another gap. {@link VisitModel#trails} computes the same.
 */
public final class TrailProcessor implements Processor {

    /** @param id of the page @param steps so far */
    private record Step(long id, int steps) {}

    private Duration gap;
    private StateValue<Step> last;
    private StateList<Long> ids;
    private StateMap<String, Long> recent;

    @Override
    public void open(Setup setup) {
        gap = Duration.ofMillis(Long.parseLong(setup.setting("gap-millis")));
        last = setup.value("last", Step.class);
        ids = setup.list("ids", Long.class);
        recent = setup.map("recent", String.class, Long.class, gap);
    }

    @Override
    public void row(Row row, Context context) {
        long id = row.longValue("id");
        Step before = last.orElse(new Step(-1, 0));
        recent.put(String.valueOf(row.text("page")), id);
        ids.add(id);
        last.set(new Step(id, before.steps + 1));
        int pages = recent.all().size();
        context.emit(step -> step.set("kind", "step")
                .set("visitor", context.key().text("visitor"))
                .set("id", id)
                .set("at", row.instant("at"))
                .set("previous", before.id < 0 ? null : before.id)
                .set("steps", before.steps + 1)
                .set("recent", pages));
        context.cancelTimer("gone");
        context.setTimer("quiet", context.time().plus(gap));
    }

    @Override
    public void timer(String name, Context context) {
        List<Long> all = ids.all();
        context.emit(end -> end.set("kind", name)
                .set("visitor", context.key().text("visitor"))
                .set("at", context.time())
                .set("steps", all.size())
                .set("ids", all.stream().mapToLong(Long::longValue).sum()));
        last.clear();
        ids.clear();
        if (name.equals("quiet")) {
            context.setTimer("gone", context.time().plus(gap));
        }
    }
}
