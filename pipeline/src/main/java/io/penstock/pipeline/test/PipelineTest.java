package io.penstock.pipeline.test;

import io.penstock.pipeline.Checked;
import io.penstock.pipeline.Key;
import io.penstock.pipeline.Problems;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One test file: the cases of one pipeline. Made by {@link io.penstock.pipeline.TestLoader}.
 *
 * @param pipeline path of the pipeline's file, from the folder of this one; null for the file of the same name without
 *     {@code .test}
 */
public record PipelineTest(
        @Key(
                        value = "The pipeline's file, seen from the folder of this one.",
                        example = "clickstream.yaml",
                        unset = "the file of the same name without `.test`")
                @Nullable
                String pipeline,
        @Key(
                        value = "What is tried, one case after the other; none sees anything of those before it.",
                        example = "[{ name: …, steps: …, expect: … }]")
                List<TestCase> cases)
        implements Checked {

    public PipelineTest {
        cases = List.copyOf(cases);
    }

    @Override
    public void check(Problems problems) {
        if (cases.isEmpty()) {
            problems.at("cases").add("is empty", "one case is needed");
        }
        Set<String> names = new HashSet<>();
        for (int i = 0; i < cases.size(); i++) {
            if (!names.add(cases.get(i).name())) {
                problems.at("cases")
                        .at(i)
                        .at("name")
                        .add(
                                "is that of another case, too: " + cases.get(i).name(),
                                "give each case a name of its own");
            }
        }
    }
}
