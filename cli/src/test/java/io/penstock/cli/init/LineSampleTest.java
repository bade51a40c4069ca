package io.penstock.cli.init;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.pipeline.lines.LineReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineSampleTest {

    @TempDir
    private Path folder;

    @Test
    void aSmallFileIsTakenWhole() throws IOException {
        assertThat(sample(7, 1_000)).containsExactly(0, 1, 2, 3, 4, 5, 6);
        assertThat(sample(1_000, 1_000)).hasSize(1_000).isSorted();
    }

    @Test
    void aLargeFileIsLookedAtAllOver() throws IOException {
        List<Integer> sample = sample(50_000, 1_000);

        assertThat(sample).hasSize(1_000).doesNotHaveDuplicates().isSorted();
        assertThat(sample.subList(0, 100))
                .isEqualTo(IntStream.range(0, 100).boxed().toList());
        assertThat(sample.stream().filter(line -> line >= 25_000)).hasSizeBetween(380, 520);
    }

    private List<Integer> sample(int lines, int most) throws IOException {
        Path file = Files.write(
                folder.resolve("lines"),
                IntStream.range(0, lines).mapToObj(Integer::toString).toList());
        try (LineReader reader = LineReader.open(file)) {
            return LineSample.of(reader, most).stream()
                    .map(line -> Integer.valueOf(new String(line, StandardCharsets.US_ASCII)))
                    .toList();
        }
    }
}
