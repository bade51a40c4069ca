package io.penstock.pipeline.test;

import io.penstock.pipeline.Checked;
import io.penstock.pipeline.Key;
import io.penstock.pipeline.Problems;
import java.util.List;

/** What happens to a pipeline, and what is to come of it. */
public record TestCase(
        @Key(
                        value = "What the case shows, in a few words. It stands in reports.",
                        example = "a minute is counted once it is over")
                String name,
        @Key(
                        value =
                                "What happens, in this order. Behind each step, all that there is to do is done before the next one.",
                        example = "[{ send: … }, restart, { advance: … }]")
                List<Step> steps,
        @Key(value = "What is there behind the last step.", example = "{ outputs: … }") Expected expect)
        implements Checked {

    public TestCase {
        steps = List.copyOf(steps);
    }

    @Override
    public void check(Problems problems) {
        boolean batches = false;
        for (int i = steps.size() - 1; i >= 0; i--) {
            batches |= steps.get(i) instanceof Send || steps.get(i) instanceof Advance;
            if (steps.get(i) instanceof Kill && !batches) {
                problems.at("steps")
                        .at(i)
                        .add(
                                "has no batch behind it to die in",
                                "put it before the send or advance that it is to break off");
            }
        }
    }
}
