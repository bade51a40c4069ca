package io.penstock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineLoaderTest {

    private static final String GOOD =
            """
            pipeline: p
            sources:
              clicks:
                kafka:
                  topic: t
                decode: { csv: { schema: url STRING } }
                expect:
                  - name: a
                    check: url <> 'a'
                  - name: b
                    check: url <> 'b'
            views:
              long-urls: |
                SELECT url
                FROM clicks
            outputs:
              all: { table: web.clicks, from: clicks }
            """;

    @TempDir
    private Path folder;

    @Test
    void loadsAFile() throws IOException {
        Path file = write("p.yaml", GOOD.getBytes(StandardCharsets.UTF_8));

        LoadedPipeline loaded = PipelineLoader.load(file);

        assertThat(loaded.problems()).isEmpty();
        assertThat(loaded.pipeline()).isNotNull();
        assertThat(loaded.fileName()).isEqualTo(file.toString());
        assertThat(loaded.text()).isEqualTo(GOOD);
    }

    @Test
    void readsWindowsLineEndsAndAByteOrderMark() throws IOException {
        Path file = write("p.yaml", ("\ufeff" + GOOD.replace("\n", "\r\n")).getBytes(StandardCharsets.UTF_8));

        LoadedPipeline loaded = PipelineLoader.load(file);

        assertThat(loaded.problems()).isEmpty();
        assertThat(loaded.lineOf("outputs.all")).isEqualTo(17);
    }

    @Test
    void keepsTheOrderOfTheFile() {
        String views = "views: { z: SELECT 1, m: SELECT 2, a: SELECT 3 }\n";

        Pipeline pipeline = pipeline(GOOD.replaceFirst("(?s)views:.*clicks\n(?=outputs)", views));

        assertThat(pipeline.views().keySet()).containsExactly("z", "m", "a");
    }

    @Test
    void aPipelineCannotBeModified() {
        Pipeline pipeline = pipeline(GOOD);
        KafkaSource clicks = pipeline.sources().get("clicks");

        assertThatThrownBy(() -> pipeline.sources().remove("clicks")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> pipeline.views().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> pipeline.outputs().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> clicks.expect().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void knowsTheLineOfEachPath() {
        LoadedPipeline loaded = PipelineLoader.load("p.yaml", GOOD);

        assertThat(Map.of(
                        "", loaded.lineOf(""),
                        "pipeline", loaded.lineOf("pipeline"),
                        "sources.clicks.kafka", loaded.lineOf("sources.clicks.kafka"),
                        "sources.clicks.kafka.topic", loaded.lineOf("sources.clicks.kafka.topic"),
                        "sources.clicks.decode.csv.schema", loaded.lineOf("sources.clicks.decode.csv.schema"),
                        "sources.clicks.expect[1].check", loaded.lineOf("sources.clicks.expect[1].check"),
                        "views.long-urls", loaded.lineOf("views.long-urls")))
                .isEqualTo(Map.of(
                        "", 1,
                        "pipeline", 1,
                        "sources.clicks.kafka", 4,
                        "sources.clicks.kafka.topic", 5,
                        "sources.clicks.decode.csv.schema", 6,
                        "sources.clicks.expect[1].check", 11,
                        "views.long-urls", 13));
    }

    @Test
    void aPathThatLeadsNowhereHasTheLineOfWhatEnclosesIt() {
        LoadedPipeline loaded = PipelineLoader.load("p.yaml", GOOD);

        assertThat(loaded.lineOf("sources.clicks.kafka.partitions")).isEqualTo(4);
        assertThat(loaded.lineOf("sources.clicks.expect[7].name")).isEqualTo(7);
        assertThat(loaded.lineOf("sources.clicks.expect.name")).isEqualTo(7);
        assertThat(loaded.lineOf("trigger")).isEqualTo(1);
    }

    @Test
    void problemsFoundElsewhereGetTheirLines() {
        LoadedPipeline loaded = PipelineLoader.load("p.yaml", GOOD);
        Problems found = new Problems();
        found.at("views").at("long-urls").add("does not parse", null);
        found.at("sources").at("clicks").at("decode").at("csv").at("schema").add("does not parse", null);

        assertThat(loaded.locate(found.list()))
                .containsExactly(
                        new Problem("sources.clicks.decode.csv.schema", 6, "does not parse", null),
                        new Problem("views.long-urls", 13, "does not parse", null));
    }

    @Test
    void aMissingFileIsAProblem() {
        assertThat(PipelineLoader.load(folder.resolve("nix.yaml")).problems())
                .containsExactly(
                        new Problem("", 0, "is not there", "check the path; it starts from the working folder"));
    }

    @Test
    void aFolderIsAProblem() {
        assertThat(PipelineLoader.load(folder).problems())
                .containsExactly(new Problem("", 0, "cannot be read: it is a folder", null));
    }

    @Test
    void anEmptyFileIsAProblem() throws IOException {
        for (String text : List.of("", "\n\n", "# nothing but a comment\n", "\ufeff")) {
            Path file = write("empty.yaml", text.getBytes(StandardCharsets.UTF_8));

            assertThat(PipelineLoader.load(file).problems())
                    .containsExactly(
                            new Problem("", 0, "is empty", "start with a line such as 'pipeline: my-first-pipeline'"));
        }
    }

    @Test
    void bytesThatAreNotUtf8AreAProblemWithTheirLine() throws IOException {
        Path file = write("latin.yaml", "pipeline: p\n\nowner: Größe\n".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(PipelineLoader.load(file).problems())
                .containsExactly(
                        new Problem("", 3, "is not UTF-8 from here on", "save the file with the encoding UTF-8"));
    }

    @Test
    void aFileThatEndsWithinACharacterIsNotUtf8() throws IOException {
        Path file = write("cut.yaml", new byte[] {'a', ':', ' ', (byte) 0xE2, (byte) 0x82});

        assertThat(PipelineLoader.load(file).problems())
                .containsExactly(
                        new Problem("", 1, "is not UTF-8 from here on", "save the file with the encoding UTF-8"));
    }

    @Test
    void aFileAsLargeAsTheLimitIsRead() throws IOException {
        String filling = "# " + "x".repeat(97) + "\n";
        String padding = filling.repeat((PipelineLoader.MAX_BYTES - GOOD.length()) / filling.length());
        Path file = write("large.yaml", (padding + GOOD).getBytes(StandardCharsets.UTF_8));

        assertThat(PipelineLoader.load(file).problems()).isEmpty();
    }

    @Test
    void aLineBreakIsPartOfNoName() {
        LoadedPipeline loaded = PipelineLoader.load("p.yaml", GOOD.replace("pipeline: p", "pipeline: \"p\\n\""));

        assertThat(loaded.problems()).extracting(Problem::reason).containsExactly("is not a name: 'p\\n'");
    }

    private Path write(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content);
    }

    private static Pipeline pipeline(String yaml) {
        LoadedPipeline loaded = PipelineLoader.load("p.yaml", yaml);
        assertThat(loaded.problems()).isEmpty();
        return java.util.Objects.requireNonNull(loaded.pipeline());
    }
}
