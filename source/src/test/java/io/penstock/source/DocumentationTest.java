package io.penstock.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.pipeline.KafkaSource;
import io.penstock.pipeline.LoadedPipeline;
import io.penstock.pipeline.PipelineLoader;
import io.penstock.pipeline.Problems;
import io.penstock.pipeline.TextDecode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What docs/decoders.md shows is what happens. */
class DocumentationTest {

    private static final Path PAGE = Path.of("../docs/decoders.md");
    private static final Pattern BLOCK = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
    private static final Pattern CASES = Pattern.compile(
            "<!-- cases of (csv|json|text)(?: ([^\n]*))? -->\n(.*?)<!-- end of cases -->", Pattern.DOTALL);
    private static final Pattern CASE = Pattern.compile("^\\| `(.*?)` \\| `(.*?)` \\| (.*?) \\|$", Pattern.MULTILINE);

    @Test
    void everyPipelineOfThePageIsWithoutProblems() throws IOException {
        List<String> blocks = BLOCK.matcher(Files.readString(PAGE))
                .results()
                .map(block -> block.group(1))
                .toList();
        assertThat(blocks).hasSize(3);
        for (String block : blocks) {
            LoadedPipeline loaded = PipelineLoader.load("decoders.md", block);
            assertThat(loaded.problems()).isEmpty();
            Problems problems = new Problems();
            for (KafkaSource source : loaded.pipeline().sources().values()) {
                StructType schema = StructType.fromDDL(source.decode().schema());
                Decoders.check(source.decode(), schema, problems);
            }
            assertThat(problems.list()).isEmpty();
        }
    }

    static Stream<Arguments> cases() throws IOException {
        List<MatchResult> tables =
                CASES.matcher(Files.readString(PAGE)).results().toList();
        return tables.stream().flatMap(table -> {
            Matcher rows = CASE.matcher(table.group(3));
            return rows.results()
                    .map(row -> Arguments.of(table.group(1), table.group(2), row.group(1), row.group(2), row.group(3)));
        });
    }

    @Test
    void hasCases() throws IOException {
        assertThat(cases()).hasSize(36);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void doesWhatThePageSays(String format, @Nullable String pattern, String schema, String record, String outcome) {
        Decoding decoding =
                switch (format) {
                    case "csv" -> Decoding.csv(schema);
                    case "json" -> Decoding.json(schema);
                    default -> Decoding.of(new TextDecode(pattern, schema, null, null));
                };

        assertThat(shown(decoding.decode(record))).isEqualTo(outcome);
    }

    private static String shown(Object decoded) {
        if (decoded instanceof Rejection rejection) {
            return rejection.rule() + ": " + rejection.reason();
        }
        return ((List<?>) decoded).stream().map(DocumentationTest::literal).collect(Collectors.joining(", "));
    }

    private static String literal(@Nullable Object value) {
        if (value == null) {
            return "NULL";
        }
        return value instanceof String ? "'" + value + "'" : value.toString();
    }
}
