package io.penstock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The reference in the documentation: its lists of keys come from the records, its examples load. */
class ReferenceTest {

    private static final Path REFERENCE = Path.of("../docs/pipeline-file.md");
    private static final Pattern KEYS = Pattern.compile(
            "(<!-- keys of (\\w+), made from the records -->\n).*?(<!-- end of keys -->)", Pattern.DOTALL);
    private static final Pattern BLOCK = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
    private static final Map<String, Shape.Fields> SPECS = Stream.of(
                    Pipeline.class,
                    KafkaSource.class,
                    KafkaTopic.class,
                    CsvDecode.class,
                    JsonDecode.class,
                    TextDecode.class,
                    RawDecode.class,
                    Expectation.class,
                    TableOutput.class,
                    TopicOutput.class)
            .map(Shapes::fields)
            .collect(Collectors.toMap(fields -> fields.type().getSimpleName(), Function.identity()));

    @Test
    void theListsOfKeysAreInStepWithTheRecords() throws IOException {
        String reference = Files.readString(REFERENCE);
        Matcher lists = KEYS.matcher(reference);

        String inStep = lists.replaceAll(list -> Matcher.quoteReplacement(
                list.group(1) + ReferenceWriter.keys(SPECS.get(list.group(2))) + "\n" + list.group(3)));

        Generated.assertInStep(REFERENCE, inStep);
    }

    @Test
    void everyRecordOfTheSpecHasItsList() throws IOException {
        Set<String> listed = KEYS.matcher(Files.readString(REFERENCE))
                .results()
                .map(list -> list.group(2))
                .collect(Collectors.toSet());
        Set<String> used = new HashSet<>();
        collect(Shapes.PIPELINE, used);

        assertThat(listed).isEqualTo(used).isEqualTo(SPECS.keySet());
    }

    static List<Block> blocks() throws IOException {
        String reference = Files.readString(REFERENCE);
        return BLOCK.matcher(reference)
                .results()
                .map(found -> Block.of(found, reference))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void everyExampleLoads(Block block) {
        LoadedPipeline loaded = PipelineLoader.load(block.toString(), block.completed());

        assertThat(ProblemReport.text(block.toString(), loaded.problems())).isEmpty();
    }

    private static void collect(Shape shape, Set<String> records) {
        if (shape instanceof Shape.Fields fields) {
            records.add(fields.type().getSimpleName());
            fields.fields().forEach(field -> collect(field.shape(), records));
        } else if (shape instanceof Shape.MapOf map) {
            collect(map.value(), records);
        } else if (shape instanceof Shape.ListOf list) {
            collect(list.item(), records);
        } else if (shape instanceof Shape.OneOf oneOf) {
            oneOf.alternatives().values().forEach(fields -> collect(fields, records));
        } else if (shape instanceof Shape.Variants variants) {
            variants.byKey().values().forEach(fields -> collect(fields, records));
        }
    }

    /** An example that may leave out whole sections. */
    private record Block(String yaml, long line) {

        static Block of(MatchResult found, String text) {
            return new Block(
                    found.group(1), 1 + text.substring(0, found.start()).lines().count());
        }

        String completed() {
            String sources = "\nsources:\n  clicks: { kafka: { topic: t }, decode: { csv: { schema: url STRING } } }\n";
            Matcher source = Pattern.compile("(?m)^sources:\n  ([a-z-]+):").matcher(yaml + sources);
            String from = source.find() ? source.group(1) : "";
            return yaml
                    + (has("pipeline") ? "" : "\npipeline: p\n")
                    + (has("sources") ? "" : sources)
                    + (has("outputs") ? "" : "\noutputs:\n  o: { table: t, from: %s }\n".formatted(from));
        }

        private boolean has(String key) {
            return Pattern.compile("(?m)^" + key + ":").matcher(yaml).find();
        }

        @Override
        public String toString() {
            return REFERENCE + " line " + line;
        }
    }
}
