package io.penstock.local;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Finds in the logs of a service why it ended. */
final class ServiceLog {

    private static final int TAIL_BYTES = 64 * 1024;
    private static final int EXCERPT_CHARACTERS = 300;
    private static final String NO_SPACE = "No space left on device";

    private ServiceLog() {}

    /** The reason in one line: a full disk before anything else, then what was said last about an error. */
    static Optional<String> reason(List<Path> files, long sinceMillis) {
        List<String> lines = files.stream()
                .filter(file -> file.toFile().lastModified() >= sinceMillis)
                .flatMap(file -> tail(file).lines())
                .toList();
        return last(lines, line -> line.contains(NO_SPACE))
                .map(line -> "the disk is full (" + NO_SPACE + ")")
                .or(() -> last(lines, line -> line.contains("OutOfMemoryError")))
                .or(() -> last(
                        lines, line -> line.contains("ERROR") || line.contains("FATAL") || line.startsWith("Error")))
                .map(line -> line.length() <= EXCERPT_CHARACTERS ? line : line.substring(0, EXCERPT_CHARACTERS) + "…");
    }

    private static Optional<String> last(List<String> lines, Predicate<String> wanted) {
        return lines.stream().filter(wanted).reduce((first, second) -> second).map(String::strip);
    }

    private static String tail(Path file) {
        if (!Files.isRegularFile(file)) {
            return "";
        }
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            byte[] bytes = new byte[(int) Math.min(TAIL_BYTES, log.length())];
            log.seek(log.length() - bytes.length);
            log.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
