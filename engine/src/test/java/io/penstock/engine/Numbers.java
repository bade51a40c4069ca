package io.penstock.engine;

import io.penstock.pipeline.Pipeline;
import io.penstock.pipeline.profile.KafkaReader;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;

/** The plainest of records, a number each, and a pipeline that stores all of them in one table and the even ones in another. */
final class Numbers {

    private Numbers() {}

    static List<String> values(long first, int count) {
        return LongStream.range(first, first + count).mapToObj(Long::toString).toList();
    }

    static List<Long> range(long first, long end, int step) {
        return LongStream.iterate(first, n -> n < end, n -> n + step).boxed().toList();
    }

    /** A name of a topic and pipeline for each reader. */
    static String name(String what, KafkaReader reader) {
        return what + reader.name().toLowerCase(Locale.ROOT);
    }

    /**
     * The pipeline of a name, a topic of that name, and tables in a namespace of that name.
     *
     * @param kafka further keys of the source, each with a comma before it
     */
    static String yaml(String name, String kafka) {
        return """
        pipeline: %1$s
        sources:
          numbers:
            kafka: { topic: %1$s%2$s }
            decode: { csv: { schema: n BIGINT } }
        views:
          some: SELECT n FROM numbers WHERE n %% 2 = 0
        outputs:
          numbers-table: { table: %1$s.numbers, from: numbers }
          some-table: { table: %1$s.some, from: some }
        trigger: 100 ms
        """
                .formatted(name, kafka);
    }

    static Pipeline pipeline(String name, String kafka) {
        return TestStack.pipeline(yaml(name, kafka));
    }

    /** All numbers that the table of a pipeline holds, sorted. */
    static List<Long> stored(TestStack stack, String name) {
        return stack.longs("SELECT n FROM " + name + ".numbers ORDER BY n");
    }
}
