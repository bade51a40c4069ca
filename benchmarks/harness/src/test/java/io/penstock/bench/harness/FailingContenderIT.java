package io.penstock.bench.harness;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.hadoop.HadoopTables;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.parquet.Parquet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command with contenders whose tables are changed behind their back, and with one that cannot have a table. */
class FailingContenderIT {

    @TempDir
    private Path work;

    @Test
    void whoFailsOrHasOtherRowsIsNamedAndTheOthersGoOn() throws IOException {
        StringWriter out = new StringWriter();
        Progress progress = line -> {
            if (line.startsWith("csv4: 1,9")) { // before the first contender
                putFileInPlaceOf("csv4-connect-0/warehouse");
            } else if (line.startsWith("csv4: round 1 of 1, flink:")) {
                rewrite("csv4-flink-0/warehouse/bench/flinkwarm", rows -> rows.get(7)
                        .setField("url", rows.get(7).getField("url") + "x"));
            } else if (line.startsWith("csv4: round 1 of 1, flink-format:")) {
                rewrite("csv4-flink-format-0/warehouse/bench/flinkformatcold", rows -> rows.remove(7));
            }
        };

        int code = Bench.run(
                new PrintWriter(out),
                progress,
                "csv4",
                "--events=2000",
                "--rounds=1",
                "--commit-seconds=1",
                "--contenders=connect,flink,flink-format,plain",
                "--output=json",
                "--work=" + work);

        assertThat(code).isEqualTo(1);
        JsonNode workload = new ObjectMapper().readTree(out.toString()).at("/workloads/csv4");
        assertThat(workload.path("contenders").fieldNames()).toIterable().containsExactly("plain");
        JsonNode failures = workload.path("failures");
        assertThat(failures.fieldNames()).toIterable().containsExactly("flink", "flink-format", "connect");
        assertThat(failures.path("flink").asText())
                .matches(
                        "The table of flink, warm holds other rows than were sent: (19\\d\\d) rows with checksum \\S+, "
                                + "expected \\1 rows with checksum \\S+");
        assertThat(failures.path("flink-format").asText())
                .matches(
                        "The table of flink-format, cold holds other rows than were sent: 19\\d\\d rows with checksum \\S+, "
                                + "expected 19\\d\\d rows with checksum \\S+");
        assertThat(failures.path("connect").asText())
                .startsWith("Cannot measure connect, its process ended; the last it said");
    }

    private void putFileInPlaceOf(String folder) {
        Path file = run().resolve(folder);
        try {
            Files.createDirectories(file.getParent());
            Files.createFile(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void rewrite(String folder, Consumer<List<Record>> change) {
        Table table =
                new HadoopTables(new Configuration()).load(run().resolve(folder).toString());
        List<Record> rows = new ArrayList<>();
        try (CloseableIterable<Record> all = IcebergGenerics.read(table).build()) {
            all.forEach(row -> rows.add(row.copy()));
            change.accept(rows);
            DataWriter<Record> writer = Parquet.writeData(
                            table.io().newOutputFile(table.locationProvider().newDataLocation("changed.parquet")))
                    .schema(table.schema())
                    .withSpec(PartitionSpec.unpartitioned())
                    .createWriterFunc(GenericParquetWriter::create)
                    .build();
            try (writer) {
                rows.forEach(writer::write);
            }
            table.newOverwrite()
                    .overwriteByRowFilter(Expressions.alwaysTrue())
                    .addFile(writer.toDataFile())
                    .commit();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The folder of the command's only run. */
    private Path run() {
        try (Stream<Path> folders = Files.list(work)) {
            return folders.filter(folder -> folder.getFileName().toString().startsWith("run-"))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
