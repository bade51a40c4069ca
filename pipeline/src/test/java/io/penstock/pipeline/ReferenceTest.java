package io.penstock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.pipeline.profile.KafkaClientSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The references in the documentation: their lists of keys come from the records, their examples load. */
class ReferenceTest {

    private static final Pattern KEYS = Pattern.compile(
            "(<!-- keys of (\\w+), made from the records -->\n).*?(<!-- end of keys -->)", Pattern.DOTALL);
    private static final Pattern BLOCK = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

    @ParameterizedTest
    @EnumSource
    void theListsOfKeysAreInStepWithTheRecords(Spec kind) throws IOException {
        Map<String, Shape.Fields> records = records(kind);
        Matcher lists = KEYS.matcher(Files.readString(kind.reference()));

        String inStep = lists.replaceAll(list -> Matcher.quoteReplacement(
                list.group(1) + ReferenceWriter.keys(records.get(list.group(2))) + "\n" + list.group(3)));

        Generated.assertInStep(kind.reference(), inStep);
    }

    @Test
    void theClientSettingsAreInStepWithTheList() throws IOException {
        String reference = Files.readString(Spec.PROFILE.reference());
        String names = KafkaClientSettings.names().stream()
                .map(name -> "`" + name + "`")
                .collect(Collectors.joining(",\n"));

        String inStep = reference.replaceFirst(
                "(?s)(made from the list -->\n).*?(<!-- end of settings -->)", "$1" + names + "\n$2");

        Generated.assertInStep(Spec.PROFILE.reference(), inStep);
    }

    @ParameterizedTest
    @EnumSource
    void everyRecordOfTheSpecHasItsList(Spec kind) throws IOException {
        Set<String> listed = KEYS.matcher(Files.readString(kind.reference()))
                .results()
                .map(list -> list.group(2))
                .collect(Collectors.toSet());

        assertThat(listed).isEqualTo(records(kind).keySet());
    }

    static List<Block> blocks() throws IOException {
        List<Block> blocks = new ArrayList<>();
        for (Spec kind : Spec.values()) {
            String reference = Files.readString(kind.reference());
            BLOCK.matcher(reference).results().forEach(found -> blocks.add(Block.of(kind, found, reference)));
        }
        return blocks;
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void everyExampleLoads(Block block) {
        Spec.Loaded loaded = block.kind.load(block.toString(), block.completed());

        assertThat(ProblemReport.text(block.toString(), loaded.problems())).isEmpty();
    }

    private static Map<String, Shape.Fields> records(Spec kind) {
        Map<String, Shape.Fields> records = new TreeMap<>();
        collect(kind.shape(), records);
        return records;
    }

    private static void collect(Shape shape, Map<String, Shape.Fields> records) {
        if (shape instanceof Shape.Fields fields) {
            records.put(fields.type().getSimpleName(), fields);
            fields.fields().forEach(field -> collect(field.shape(), records));
        } else if (shape instanceof Shape.MapOf map) {
            collect(map.value(), records);
        } else if (shape instanceof Shape.ListOf list) {
            collect(list.item(), records);
        } else if (shape instanceof Shape.OneOf oneOf) {
            oneOf.alternatives().values().forEach(fields -> collect(fields, records));
        } else if (shape instanceof Shape.Variants variants) {
            variants.byKey().values().forEach(fields -> collect(fields, records));
        } else if (shape instanceof Shape.Either either) {
            collect(either.full(), records);
        }
    }

    /** An example that may leave out whole sections. */
    private record Block(Spec kind, String yaml, long line) {

        static Block of(Spec kind, MatchResult found, String text) {
            return new Block(
                    kind,
                    found.group(1),
                    1 + text.substring(0, found.start()).lines().count());
        }

        String completed() {
            StringBuilder completed = new StringBuilder(yaml);
            sections().forEach((key, section) -> {
                if (!Pattern.compile("(?m)^" + key + ":").matcher(yaml).find()) {
                    completed
                            .append('\n')
                            .append(key)
                            .append(": ")
                            .append(section)
                            .append('\n');
                }
            });
            return completed.toString();
        }

        private Map<String, String> sections() {
            return switch (kind) {
                case PIPELINE -> pipeline();
                case PROFILE -> profile();
                case TEST -> Map.of();
            };
        }

        private Map<String, String> pipeline() {
            String sources = "\n  clicks: { kafka: { topic: t }, decode: { csv: { schema: url STRING } } }\n";
            Matcher source = Pattern.compile("(?m)^sources:\\s*\n  ([a-z-]+):").matcher(yaml + "\nsources:" + sources);
            String from = source.find() ? source.group(1) : "";
            Map<String, String> sections = new LinkedHashMap<>();
            sections.put("pipeline", "p");
            sections.put("sources", sources);
            sections.put("outputs", "{ o: { table: t, from: %s } }".formatted(from));
            return sections;
        }

        private Map<String, String> profile() {
            Map<String, String> sections = new LinkedHashMap<>();
            sections.put("profile", "p");
            sections.put("kafka", "{ bootstrap-servers: \"localhost:9092\" }");
            sections.put("catalog", "{ glue: {} }");
            sections.put("warehouse", "/data/warehouse");
            sections.put("checkpoints", "/data/penstock");
            return sections;
        }

        @Override
        public String toString() {
            return kind.reference() + " line " + line;
        }
    }
}
