package io.penstock.source.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.pipeline.RawDecode;
import io.penstock.source.RecordBatch;
import io.penstock.source.RecordSchema;
import io.penstock.source.file.FileStream.Range;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.streaming.Offset;
import org.apache.spark.sql.connector.read.streaming.ReadLimit;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStreamTest {

    private static final String TOPIC = "file:/data/*.csv";
    private static final RecordSchema SCHEMA =
            new RecordSchema(new RawDecode(), Map.of(), StructType.fromDDL(new RawDecode().schema()));

    @TempDir
    private Path folder;

    @Test
    void aBatchTakesOneFileAfterTheOther() {
        FileStream stream = stream(5L, Map.of(0, 3L, 1, 0L, 2, 10L));

        assertThat(ends(stream)).containsExactly(json(3, 0, 2), json(3, 0, 7), json(3, 0, 10), json(3, 0, 10));
        assertThat(stream.getDefaultReadLimit()).isEqualTo(ReadLimit.maxRows(5));
    }

    @Test
    void aBatchWithoutALimitTakesAll() {
        FileStream stream = stream(null, Map.of(0, 3L, 1, 0L, 2, 10L));

        assertThat(ends(stream)).startsWith(json(3, 0, 10), json(3, 0, 10));
        assertThat(stream.getDefaultReadLimit()).isEqualTo(ReadLimit.allAvailable());
    }

    @Test
    void plansTheLinesBetweenOffsetsAsCheckpointsHaveThem() {
        FileStream stream = stream(null, Map.of());

        InputPartition[] ranges = stream.planInputPartitions(
                stream.deserializeOffset(json(1, 0, 2)), stream.deserializeOffset(json(3, 0, 2)));

        assertThat(ranges).hasSize(1);
        Range range = (Range) ranges[0];
        assertThat(range.partition()).hasToString(TOPIC + "-0");
        assertThat(range.file().file()).endsWith("0.csv");
        assertThat(range.from()).isEqualTo(1);
        assertThat(range.until()).isEqualTo(3);
    }

    @Test
    void readsARangeOfLines() throws IOException {
        write(IntStream.range(0, 5_000).mapToObj(n -> "line " + n).toList());

        List<String> read = read(1_000, 4_999);

        assertThat(read).hasSize(3_999).startsWith("1000 line 1000").endsWith("4998 line 4998");
        assertThat(read)
                .isEqualTo(IntStream.range(1_000, 4_999)
                        .mapToObj(n -> n + " line " + n)
                        .toList());
    }

    @Test
    void cutsBatchesOfLongLines() throws IOException {
        String line = "x".repeat(9 << 20);
        write(List.of(line, line, line));

        try (PartitionReader<ColumnarBatch> reader = open(0, 3)) {
            assertThat(reader.next()).isTrue();
            assertThat(reader.get().numRows()).isEqualTo(2);
            assertThat(reader.next()).isTrue();
            assertThat(reader.get().numRows()).isEqualTo(1);
            assertThat(reader.next()).isFalse();
        }
    }

    @Test
    void saysThatAFileHasBecomeShorter() throws IOException {
        write(List.of("a", "b"));
        String file = folder.resolve("0.csv").toString();

        assertThatThrownBy(() -> read(0, 3))
                .isInstanceOf(IOException.class)
                .hasMessage("Cannot read records 1 to 3 of " + file + ", it has 2 records, and had more");
        assertThatThrownBy(() -> read(3, 4))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("Cannot read records 4 to 4 of " + file + ", it has 2 records, and had more");
    }

    private List<String> read(long from, long until) throws IOException {
        List<String> read = new ArrayList<>();
        try (PartitionReader<ColumnarBatch> reader = open(from, until)) {
            while (reader.next()) {
                RecordBatch batch = (RecordBatch) reader.get();
                for (int row = 0; row < batch.numRows(); row++) {
                    byte[] value = batch.record(row).value().array();
                    read.add(batch.lineage()[2].getLong(row) + " " + new String(value, StandardCharsets.UTF_8));
                }
            }
        }
        return read;
    }

    private PartitionReader<ColumnarBatch> open(long from, long until) {
        FileStream stream = stream(null, Map.of());
        InputPartition[] ranges = stream.planInputPartitions(
                stream.deserializeOffset(json(from, 0, 0)), stream.deserializeOffset(json(until, 0, 0)));
        return stream.createReaderFactory().createColumnarReader(ranges[0]);
    }

    private void write(List<String> lines) throws IOException {
        Files.write(folder.resolve("0.csv"), lines);
    }

    /** Where the first batches end. */
    private static List<String> ends(FileStream stream) {
        List<String> ends = new ArrayList<>();
        Offset at = stream.initialOffset();
        for (int batch = 0; batch < 4; batch++) {
            at = stream.latestOffset(at, stream.getDefaultReadLimit());
            ends.add(at.json());
        }
        return ends;
    }

    private static String json(long first, long second, long third) {
        return "{\"%s\":{\"0\":%d,\"1\":%d,\"2\":%d}}".formatted(TOPIC, first, second, third);
    }

    private FileStream stream(@Nullable Long most, Map<Integer, Long> until) {
        FileTopic topic = new FileTopic(
                TOPIC,
                IntStream.range(0, 3)
                        .mapToObj(n -> new FileTopic.Partition(
                                folder.resolve(n + ".csv").toString(), 1_000))
                        .toList(),
                new LineReaders());
        return new FileStream(FileSource.ofColumns(topic, SCHEMA, Map.of(0, 0L, 1, 0L, 2, 0L), until, most));
    }
}
