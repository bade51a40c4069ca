package io.penstock.pipeline.test;

import io.penstock.pipeline.Key;
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
        @Key(value = "What is there behind the last step.", example = "{ outputs: … }") Expected expect) {

    public TestCase {
        steps = List.copyOf(steps);
    }
}
