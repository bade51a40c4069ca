package io.penstock.engine;

import io.penstock.pipeline.Pipeline;
import io.penstock.pipeline.TestLoader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The pipelines and samples that lie in {@code examples}. */
final class Examples {

    private static final Path FOLDER = Path.of("../examples");

    private Examples() {}

    /** Every pipeline file of the examples. */
    static List<Path> files() {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(file -> isPipeline(file.toString())).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isPipeline(String file) {
        return file.endsWith(".yaml") && !file.endsWith(TestLoader.SUFFIX);
    }

    /** Every test file of the examples. */
    static List<Path> tests() {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(TestLoader.SUFFIX))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The pipeline of a file, reading another topic than the file says: tests share one broker. */
    static Pipeline pipeline(String file, String topic) {
        String yaml = read(file);
        String moved = yaml.replaceFirst("topic: [^,} \\n]+", "topic: " + topic);
        return TestStack.pipeline(moved).withJarsBeside(FOLDER.resolve(file));
    }

    /** The lines of a sample. */
    static List<String> lines(String file) {
        return read(file).lines().toList();
    }

    /** The text of a file. */
    static String read(String file) {
        try {
            return Files.readString(FOLDER.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
