package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.engine.DeadLetters.Filter;
import io.penstock.engine.DeadLetters.ReplayReport;
import io.penstock.pipeline.Pipeline;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestStack.Extension.class)
class ReplayIT {

    private static final String STRICT =
            """
            pipeline: NAME
            sources:
              events:
                kafka: { topic: NAME }
                decode: { csv: { schema: "id BIGINT, name STRING" } }
                expect:
                  - { name: small, check: id < 100, on-violation: dead-letter }
            views:
              inverse: SELECT id, 60 / id AS share FROM events WHERE id <> 7
            outputs:
              all: { table: replay.TABLE_all, from: events }
              inverse: { table: replay.TABLE_inverse, from: inverse }
            """;

    private static final String LENIENT =
            STRICT.replace("id < 100", "id < 1000").replace("60 / id", "try_divide(60, id)");

    @Test
    void storesWhatPassesNowAndKeepsWhatDoesNot(TestStack stack) {
        Pipeline strict = run(stack, "replay-a");
        Pipeline lenient = TestStack.pipeline(named(LENIENT, "replay-a"));

        ReplayReport first = stack.engine().deadLetters(lenient).replay(Filter.ALL);
        ReplayReport second = stack.engine().deadLetters(lenient).replay(Filter.ALL);

        assertThat(first).isEqualTo(new ReplayReport(4, 3, 0, 1, 5));
        assertThat(second).isEqualTo(new ReplayReport(1, 0, 0, 1, 0));
        assertThat(stack.sql("SELECT id, _kafka_offset FROM replay.replay_a_all ORDER BY 2"))
                .extracting(Object::toString)
                .containsExactly("[1,0]", "[0,1]", "[100,2]", "[200,3]", "[7,5]");
        assertThat(stack.sql("SELECT id FROM replay.replay_a_inverse ORDER BY 1"))
                .extracting(Object::toString)
                .containsExactly("[0]", "[1]", "[100]", "[200]");
        assertThat(stack.sql("SELECT offset, stage FROM dead_letters.replay_a"))
                .extracting(Object::toString)
                .containsExactly("[4,decode]");
        assertThat(stack.engine().verify(lenient).findings()).isEmpty();
        assertThat(stack.engine().verify(lenient).verified()).isTrue();
        assertThat(strict.name()).isEqualTo(lenient.name());
    }

    @Test
    void replaysOnlyWhatWasChosen(TestStack stack) {
        run(stack, "replay-b");
        Pipeline lenient = TestStack.pipeline(named(LENIENT, "replay-b"));

        ReplayReport report =
                stack.engine().deadLetters(lenient).replay(new Filter("expectation", "small", null, 0, 2L));

        assertThat(report).isEqualTo(new ReplayReport(1, 1, 0, 0, 2));
        assertThat(stack.engine().deadLetters(lenient).summary(Filter.ALL, 10))
                .extracting(DeadLetters.Group::stage, DeadLetters.Group::count)
                .hasSize(3);
        assertThat(stack.engine().verify(lenient).findings()).isEmpty();
    }

    @Test
    void showsADeadLetterUnchanged(TestStack stack) {
        Pipeline pipeline = run(stack, "replay-c");

        List<DeadLetters.DeadLetter> letters =
                stack.engine().deadLetters(pipeline).list(new Filter("decode", null, null, null, null), 10);

        assertThat(letters).singleElement().satisfies(letter -> {
            assertThat(letter.offset()).isEqualTo(4);
            assertThat(letter.value()).asString().isEqualTo("broken");
            assertThat(letter.reason()).isEqualTo("has 1 column, expected 2");
            assertThat(letter.output()).isNull();
        });
    }

    private static String named(String yaml, String name) {
        return yaml.replace("NAME", name).replace("TABLE", name.replace('-', '_'));
    }

    private static Pipeline run(TestStack stack, String name) {
        stack.topic(name, 1).send(List.of("1,a", "0,zero", "100,b", "200,c", "broken", "7,d"));
        Pipeline strict = TestStack.pipeline(named(STRICT, name));
        stack.runToEnd(strict);
        return strict;
    }
}
