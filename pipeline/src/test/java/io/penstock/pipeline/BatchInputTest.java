package io.penstock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class BatchInputTest {

    private static final List<String> ONE = List.of("clicks");
    private static final List<String> TWO = List.of("clicks", "orders");
    private static final Path FOLDER = Path.of("/work/here");

    @Test
    void aPlaceIsSeenFromTheFolderOfTheUser() {
        assertThat(parse(TWO, "clicks=a.csv", "orders=../o/*.json.gz").places())
                .isEqualTo(Map.of("clicks", "/work/here/a.csv", "orders", "/work/o/*.json.gz"));
        assertThat(parse(ONE, "clicks=/data/a.csv").places()).isEqualTo(Map.of("clicks", "/data/a.csv"));
    }

    @Test
    void theSourceMayBeLeftOutWhereThereIsOne() {
        assertThat(parse(ONE, "a.csv").places()).isEqualTo(Map.of("clicks", "/work/here/a.csv"));
        assertThat(parse(ONE, "./day=1/a.csv").places()).isEqualTo(Map.of("clicks", "/work/here/day=1/a.csv"));
    }

    @Test
    void saysWhatIsWrong() {
        wrong(
                TWO,
                "a.csv",
                "it does not say of which source, and there are clicks, orders. Write it as in clicks=events.csv");
        wrong(TWO, "visits=a.csv", "there is no source visits in the pipeline, which has clicks, orders");
        wrong(ONE, "day=1/a.csv", "there is no source day in the pipeline, which has clicks");
        wrong(ONE, "clicks=", "it names no file");
        String only = "only files of this machine and tables (table:web.clicks) take the place of a topic";
        wrong(ONE, "clicks=s3://bucket/a.csv", only);
        wrong(ONE, "clicks=table:web.raw-clicks", "it is not the name of a table: web.raw-clicks");
        assertThatThrownBy(() -> parse(ONE, "a.csv", "b.csv"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Cannot use --input b.csv, source clicks has one already. Write several files as a pattern");
    }

    @Test
    void aPlaceIsAbsoluteAndThereIsOne() {
        assertThatThrownBy(() -> new BatchInput(Map.of("clicks", "a.csv"), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Cannot read files in the place of source clicks, expected an absolute path, but was 'a.csv'");
        assertThatThrownBy(() -> new BatchInput(Map.of(), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot read files in the place of topics, none are named");
    }

    @Test
    void aRangeIsThatOfTopicsOrOfFiles() {
        BatchInput input = new BatchInput(Map.of("clicks", "/a.csv", "orders", "/b/*"), true);

        assertThat(BatchRange.of(input)).hasToString("clicks=/a.csv, orders=/b/* without the first lines");
        assertThatThrownBy(() -> new BatchRange("0:1", null, input))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot use the range, --from and --to are ends of topics, and --input puts files in their"
                        + " place: leave out the one or the other");
    }

    @Test
    void rowsOfATableComeAsJsonWithTheColumnsOfTheSource() {
        Pipeline pipeline = pipeline();
        BatchInput input = parse(ONE, "clicks=table:web.clicks");

        assertThat(input.places()).isEqualTo(Map.of("clicks", "table:web.clicks"));
        KafkaSource source = Objects.requireNonNull(input.in(pipeline, place -> place + "@7", name -> name + " STRING")
                .sources()
                .get("clicks"));
        assertThat(source.kafka().topic()).isEqualTo("table:web.clicks@7");
        assertThat(source.decode()).isEqualTo(new JsonDecode("clicks STRING", null, Map.of(), UnknownFields.IGNORE));
        assertThat(source.metadata()).isEmpty();
        assertThat(BatchInput.place("table:web.clicks@7")).isEqualTo("table:web.clicks@7");
    }

    @Test
    void thePipelineReadsThePlaceAndIsTheSameOtherwise() {
        Pipeline pipeline = pipeline();

        Pipeline reading = new BatchInput(Map.of("clicks", "/a.csv", "others", "/b.csv"), false)
                .in(pipeline, BatchInput::topic, source -> "");

        KafkaSource source = reading.sources().get("clicks");
        assertThat(source.kafka())
                .isEqualTo(new KafkaTopic("file:/a.csv", 0, StartingOffsets.Edge.EARLIEST, 7L, OnDataLoss.FAIL));
        assertThat(source.watermark()).isEqualTo(Duration.ofMinutes(1));
        assertThat(reading.sources()).containsOnlyKeys("clicks");
        assertThat(BatchInput.place(source.kafka().topic())).isEqualTo("/a.csv");
        assertThat(BatchInput.place("clicks")).isNull();
    }

    private static Pipeline pipeline() {
        String yaml =
                """
                pipeline: clicks
                sources:
                  clicks:
                    kafka: { topic: clicks, partitions: 4, starting-offsets: latest, max-records-per-batch: 7, on-data-loss: continue }
                    decode: { csv: { schema: "url STRING, at TIMESTAMP" } }
                    event-time: at
                    watermark: 1 minute
                outputs:
                  table: { table: web.clicks, from: clicks }
                """;
        return Objects.requireNonNull(PipelineLoader.load("clicks.yaml", yaml).pipeline());
    }

    private static BatchInput parse(List<String> sources, String... written) {
        return BatchInput.parse(List.of(written), sources, FOLDER, false);
    }

    private static void wrong(List<String> sources, String text, String why) {
        assertThatThrownBy(() -> parse(sources, text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot use --input " + text + ", " + why);
    }
}
