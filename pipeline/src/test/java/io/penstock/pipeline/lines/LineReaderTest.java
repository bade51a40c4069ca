package io.penstock.pipeline.lines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class LineReaderTest {

    @Test
    void readsLinesOfAnyLengthWhereverABufferEnds() throws IOException {
        Random random = new Random(7);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            int length = i % 100 == 0 ? 60_000 + random.nextInt(80_000) : random.nextInt(300);
            lines.add("x".repeat(length));
        }

        assertThat(read(String.join("\n", lines).getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(lines);
        assertThat(read((String.join("\r\n", lines) + "\r\n").getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(lines);
        assertThat(read(gzip(String.join("\n", lines)))).isEqualTo(lines);
    }

    @Test
    void aLastLineThatIsEmptyIsOneOnlyWithItsBreak() throws IOException {
        assertThat(read("a\n\n".getBytes(StandardCharsets.UTF_8))).containsExactly("a", "");
        assertThat(read("a\n".getBytes(StandardCharsets.UTF_8))).containsExactly("a");
        assertThat(read(new byte[0])).isEmpty();
    }

    @Test
    void gzipInPartsIsOneFile() throws IOException {
        ByteArrayOutputStream parts = new ByteArrayOutputStream();
        parts.writeBytes(gzip("a\nb"));
        parts.writeBytes(gzip("c\nd\n"));

        assertThat(read(parts.toByteArray())).containsExactly("a", "bc", "d");
    }

    @Test
    void refusesALineThatIsNoRecord() {
        byte[] tooLong = new byte[LineReader.MAX_LINE + 200_000];

        assertThatThrownBy(() -> read(tooLong))
                .isInstanceOf(IOException.class)
                .hasMessage("line 1 is longer than 16,777,216 bytes");
    }

    @Test
    void closesTheFileThatItCannotUnpack() {
        boolean[] closed = new boolean[1];
        InputStream file = new ByteArrayInputStream(new byte[] {0x1f, (byte) 0x8b, 1, 1}) {

            @Override
            public void close() {
                closed[0] = true;
            }
        };

        assertThatThrownBy(() -> LineReader.of(file)).isInstanceOf(IOException.class);
        assertThat(closed[0]).isTrue();
    }

    private static List<String> read(byte[] file) throws IOException {
        List<String> lines = new ArrayList<>();
        try (LineReader reader = LineReader.of(new ByteArrayInputStream(file))) {
            for (byte[] line = reader.next(); line != null; line = reader.next()) {
                lines.add(new String(line, StandardCharsets.UTF_8));
            }
            assertThat(reader.lines()).isEqualTo(lines.size());
        }
        return lines;
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return packed.toByteArray();
    }
}
