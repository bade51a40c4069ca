package io.penstock.bench.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.bench.contender.Workload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableFolderTest {

    private static final String METADATA =
            """
            {"current-snapshot-id": %d, "snapshots": [{"snapshot-id": 5, "summary": {}},
             {"snapshot-id": 7, "summary": {"total-records": "99", "total-data-files": "2", "total-files-size": "1000"}}]}
            """;

    @TempDir
    private Path warehouse;

    @Test
    void theNewestMetadataFileSaysWhatIsThere() throws IOException {
        write("00009-11111111-2222-3333-4444-555555555555.metadata.json", 5);
        write("00010-11111111-2222-3333-4444-555555555555.metadata.json", 7);

        assertThat(table().content()).isEqualTo(new TableFolder.Content(7, 99, 2, 1000));
        assertThat(TableFolder.snapshots(table().metadata().orElseThrow())).containsExactly(5L, 7L);
    }

    @Test
    void tablesOfHadoopsCatalogAreReadToo() throws IOException {
        write("v9.metadata.json", 5);
        write("v10.metadata.json", 7);
        write("11111111-2222-3333-4444-555555555555.metadata.json", 5); // not there until it is renamed

        assertThat(table().content().rows()).isEqualTo(99);
    }

    @Test
    void aMetadataFileThatIsNotWrittenYetCannotBeRead() throws IOException {
        Path metadata = Files.createFile(warehouse.resolve("v1.metadata.json"));

        assertThatThrownBy(() -> TableFolder.content(metadata))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("Cannot read " + metadata);
    }

    @Test
    void aTableThatIsNotThereIsEmpty() {
        assertThat(table().content()).isEqualTo(new TableFolder.Content(-1, 0, 0, 0));
    }

    @Test
    void aTableWithAnotherNumberOfRowsIsNamed() throws IOException {
        write("v1.metadata.json", 7);
        BenchPlan plan = new BenchPlan(
                List.of("csv4"),
                102,
                1,
                List.of(Peer.FLINK),
                Duration.ofSeconds(1),
                new BenchPlan.Soak(Duration.ofHours(1), 0));
        Schedule schedule = new Schedule(line -> {}, System::nanoTime, List.of());
        Rig rig = new Rig(plan, new Checkout(warehouse), new Topics("127.0.0.1:1"), warehouse, schedule);
        TableCheck check = new TableCheck(rig, Workload.named("csv4"), 102);
        check.add(Peer.FLINK, "warm", table());

        assertThat(check.wrongCounts())
                .containsExactly(
                        Map.entry(Peer.FLINK, "The table of flink, warm has 99 rows, expected " + check.goodRecords()));
        assertThat(check.wrongCounts()).isEmpty();
    }

    private TableFolder table() {
        return TableFolder.of(warehouse, "events");
    }

    private void write(String file, long snapshot) throws IOException {
        Path folder = warehouse.resolve("bench/events/metadata");
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(file), METADATA.formatted(snapshot));
    }
}
