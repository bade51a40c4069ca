package io.penstock.cli.produce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.cli.CommandException;
import io.penstock.cli.produce.Records.Outgoing;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileRecordsTest {

    private static final FileRecords.Options PLAIN = new FileRecords.Options(null, 0, null, false);

    @TempDir
    private Path folder;

    @Test
    void everyLineIsARecordWithItsBytesUnchanged() throws IOException {
        Path file = folder.resolve("lines");
        Files.write(file, new byte[] {'a', (byte) 0xff, '\r', '\n', '\n', 'b', '\r', 'c', '\n', 'd'});

        assertThat(values(file, PLAIN)).containsExactly("a\u00ff", "", "b\rc", "d");
    }

    @Test
    void anEmptyFileHasNoRecords() throws IOException {
        assertThat(values(Files.createFile(folder.resolve("empty")), PLAIN)).isEmpty();
    }

    @Test
    void gzipIsUnpackedWhateverTheName() throws IOException {
        Path file = folder.resolve("lines.txt");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write("one\ntwo\n".getBytes(StandardCharsets.UTF_8));
        }

        assertThat(values(file, PLAIN)).containsExactly("one", "two");
    }

    @Test
    void linesLongerThanABufferStayWhole() throws IOException {
        String line = "x".repeat(200_000);

        assertThat(values(write(line, "y"), PLAIN)).containsExactly(line, "y");
    }

    @Test
    void theHeaderIsLeftOutOnRequest() throws IOException {
        assertThat(values(write("id,name", "1,a"), new FileRecords.Options(null, 0, null, true)))
                .containsExactly("1,a");
    }

    @Test
    void theKeyIsTheFirstGroupOrTheWholeMatchOrNone() throws IOException {
        Path file = write("user=ann x", "user=bob y", "nobody");

        assertThat(keys(file, "user=(\\w+)")).containsExactly("ann", "bob", null);
        assertThat(keys(file, "user=\\w+")).containsExactly("user=ann", "user=bob", null);
    }

    @Test
    void aReplayKeepsTheDistancesOfTheEventsAndNeverGoesBack() throws IOException {
        Path file = write(
                "{\"time\":\"2015-09-12T00:00:00.000Z\"}",
                "{\"time\":\"2015-09-12T00:00:10.500Z\"}",
                "{\"time\":\"2015-09-12T00:00:09.000Z\"}",
                "no time",
                "{\"time\":\"2015-09-12T00:00:20.000Z\"}");

        assertThat(dueMillis(file, new FileRecords.Options(null, 10, null, false)))
                .containsExactly(0L, 1_050L, 1_050L, 1_050L, 2_000L);
    }

    @Test
    void aReplayKnowsTheUsualFormsOfTime() throws IOException {
        FileRecords.Options real = new FileRecords.Options(null, 1, null, false);

        assertThat(dueMillis(write("h\t-\t804571201\tGET", "h\t-\t804571206\tGET"), real))
                .containsExactly(0L, 5_000L);
        assertThat(dueMillis(write("1211266800000,c", "1211266801234,c"), real)).containsExactly(0L, 1_234L);
        assertThat(dueMillis(write("1,2013-01-01 00:00:00,x", "2,2013-01-01 00:00:02,x"), real))
                .containsExactly(0L, 2_000L);
        assertThat(dueMillis(write("[17/May/2015:10:05:03 +0000]", "[17/May/2015:10:05:43 +0000]"), real))
                .containsExactly(0L, 40_000L);
    }

    @Test
    void theUserSaysWhichTimeCounts() throws IOException {
        Path file = write("1970-01-01 00:00:00,1211266800", "1971-01-01 00:00:00,1211266803");

        assertThat(dueMillis(file, new FileRecords.Options(null, 1, Pattern.compile(",(\\d+)"), false)))
                .containsExactly(0L, 3_000L);
    }

    @Test
    void aReplayWithoutATimeIsRefused() throws IOException {
        Path file = write("a,b");

        assertThatThrownBy(() -> values(file, new FileRecords.Options(null, 1, null, false)))
                .isInstanceOf(CommandException.class)
                .hasMessage(
                        "Cannot replay %s at a speed, no time was found in line 1; say where it is with --time-regex"
                                .formatted(file));
    }

    private Path write(String... lines) throws IOException {
        return Files.write(folder.resolve("lines"), List.of(lines));
    }

    private static List<String> values(Path file, FileRecords.Options options) throws IOException {
        return all(file, options).stream()
                .map(record -> new String(record.value(), StandardCharsets.ISO_8859_1))
                .toList();
    }

    private static List<@Nullable String> keys(Path file, String regex) throws IOException {
        List<@Nullable String> keys = new ArrayList<>();
        for (Outgoing record : all(file, new FileRecords.Options(Pattern.compile(regex), 0, null, false))) {
            keys.add(record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8));
        }
        return keys;
    }

    private static List<Long> dueMillis(Path file, FileRecords.Options options) throws IOException {
        return all(file, options).stream()
                .map(record -> record.dueNanos() / 1_000_000)
                .toList();
    }

    private static List<Outgoing> all(Path file, FileRecords.Options options) throws IOException {
        List<Outgoing> records = new ArrayList<>();
        try (FileRecords open = FileRecords.open(file, options)) {
            for (Outgoing record = open.next(); record != null; record = open.next()) {
                records.add(record);
            }
        }
        return records;
    }
}
