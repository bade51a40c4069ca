package io.penstock.pipeline;

import io.penstock.pipeline.test.Advance;
import io.penstock.pipeline.test.Change;
import io.penstock.pipeline.test.Expected;
import io.penstock.pipeline.test.ExpectedDeadLetter;
import io.penstock.pipeline.test.ExpectedLateRow;
import io.penstock.pipeline.test.PipelineTest;
import io.penstock.pipeline.test.Send;
import io.penstock.pipeline.test.Step;
import io.penstock.pipeline.test.TestCase;
import io.penstock.pipeline.test.TestRecord;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The checks of a test file that need the pipeline beside it. */
final class TestReferences {

    private final Pipeline pipeline;

    private TestReferences(Pipeline pipeline) {
        this.pipeline = pipeline;
    }

    static void check(PipelineTest test, Pipeline pipeline, Problems problems) {
        TestReferences references = new TestReferences(pipeline);
        for (int i = 0; i < test.cases().size(); i++) {
            references.check(test.cases().get(i), problems.at("cases").at(i));
        }
    }

    private void check(TestCase test, Problems at) {
        for (int i = 0; i < test.steps().size(); i++) {
            Step step = test.steps().get(i);
            if (step instanceof Send send) {
                checkSend(send, at.at("steps").at(i).at("send"));
            } else if (step instanceof Advance advance) {
                checkAdvance(advance, at.at("steps").at(i).at("advance"));
            } else if (step instanceof Change change && !pipeline.references().containsKey(change.reference())) {
                at.at("steps")
                        .at(i)
                        .at("change")
                        .at("reference")
                        .add(
                                "is no reference of the pipeline: " + Excerpt.of(change.reference()),
                                hint(pipeline.references().keySet(), change.reference()));
            }
        }
        checkExpected(test.expect(), at.at("expect"));
    }

    private void checkSend(Send send, Problems at) {
        checkSource(send.source(), at.at("source"));
        KafkaSource source = pipeline.sources().get(send.source());
        int partitions = source == null ? 0 : source.kafka().partitions();
        for (int i = 0; i < send.records().size(); i++) {
            TestRecord record = send.records().get(i);
            if (partitions > 0 && record.partition() >= partitions) {
                at.at("records")
                        .at(i)
                        .at("partition")
                        .add("is %d, the source has 0 to %d".formatted(record.partition(), partitions - 1), null);
            }
        }
    }

    private void checkAdvance(Advance advance, Problems at) {
        checkSource(advance.source(), at.at("source"));
        KafkaSource source = pipeline.sources().get(advance.source());
        if (source != null && source.watermark() == null) {
            at.at("source")
                    .add(
                            "has no watermark that could move on: " + Excerpt.of(advance.source()),
                            "give the source event-time and watermark, or leave the step out");
        }
    }

    private void checkExpected(Expected expected, Problems at) {
        Set<String> outputs = pipeline.outputs().keySet();
        expected.outputs().keySet().forEach(output -> {
            if (!outputs.contains(output)) {
                at.at("outputs").at(output).add("is no output of the pipeline", hint(outputs, output));
            }
        });
        for (int i = 0; i < expected.deadLetters().size(); i++) {
            ExpectedDeadLetter dead = expected.deadLetters().get(i);
            Problems here = at.at("dead-letters").at(i);
            if (dead.source() == null || !pipeline.views().containsKey(dead.source())) { // a view that rejects rows
                checkSource(dead.source(), here.at("source"));
            }
            if (dead.output() != null && !outputs.contains(dead.output())) {
                here.at("output")
                        .add(
                                "is no output of the pipeline: " + Excerpt.of(dead.output()),
                                hint(outputs, dead.output()));
            }
        }
        for (int i = 0; i < expected.lateRows().size(); i++) {
            checkLate(expected.lateRows().get(i), at.at("late-rows").at(i));
        }
    }

    private void checkLate(ExpectedLateRow late, Problems at) {
        checkSource(late.source(), at.at("source"));
        if (late.view() != null && !pipeline.views().containsKey(late.view())) {
            at.at("view")
                    .add(
                            "is no view of the pipeline: " + Excerpt.of(late.view()),
                            hint(pipeline.views().keySet(), late.view()));
        }
        KafkaSource source = late.source() == null ? null : pipeline.sources().get(late.source());
        if (source != null && source.lateRows() != LateRows.SIDE_TABLE) {
            at.at("source")
                    .add(
                            "does not keep late rows: " + Excerpt.of(String.valueOf(late.source())),
                            "set late-rows: side-table in the pipeline, or leave the row out here");
        }
    }

    private void checkSource(@Nullable String source, Problems at) {
        if (source != null && !pipeline.sources().containsKey(source)) {
            at.add(
                    "is no source of the pipeline: " + Excerpt.of(source),
                    hint(pipeline.sources().keySet(), source));
        }
    }

    private static String hint(Set<String> known, String written) {
        return Suggestion.among(known, written)
                .orElse(known.isEmpty() ? "there are none" : "there are: " + String.join(", ", known));
    }
}
