package io.penstock.examples.cabs;

import io.penstock.api.Context;
import io.penstock.api.Processor;
import io.penstock.api.Row;
import io.penstock.api.Setup;
import io.penstock.api.StateValue;
import java.util.Optional;

/**
 * The places of a cab in the order of time, each once, with the way from the one before and the speed that it takes. A place that would
 * take more than the setting {@code limit}, in km/h, is rejected, and the next one is judged by the last that could be.
 */
public final class Tracks implements Processor {

    private Judge judge = new Judge(0);
    private StateValue<Place> last;

    @Override
    public void open(Setup setup) {
        judge = new Judge(Double.parseDouble(setup.setting("limit", "200")));
        last = setup.value("last", Place.class);
    }

    @Override
    public void row(Row row, Context context) {
        Optional<Place> before = last.find();
        Place place = Place.of(row, context.time());
        if (judge.repeats(before, place)) {
            return;
        }
        Optional<String> objection = judge.objection(before, place);
        if (objection.isPresent()) {
            context.reject("impossible-jump", objection.get());
            return;
        }
        last.set(place);
        context.emit(out -> {
            for (String column : row.columns()) {
                if (!column.equals("received")) {
                    out.set(column, row.value(column));
                }
            }
            out.set("metres", before.map(place::metresTo).orElse(null));
            out.set(
                    "kmh",
                    before.map(from -> from.kmhTo(place))
                            .filter(Double::isFinite)
                            .orElse(null));
        });
    }
}
