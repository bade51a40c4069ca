package io.penstock.local;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Finds in the logs of a service why it ended. */
final class ServiceLog {

    static final String NO_SPACE = "No space left on device";
    static final String FULL_DISK = "the disk is full (" + NO_SPACE + ")";

    private static final int TAIL_BYTES = 64 * 1024;
    private static final int EXCERPT_CHARACTERS = 300;

    private ServiceLog() {}

    /**
     * The reason in one line: a full disk before anything else, then what the process printed first, then its last logged error.
     *
     * @param output what the process printed, usually nothing
     * @param sinceMillis what is older is about another process
     */
    static Optional<String> reason(Path output, Path log, long sinceMillis) {
        List<String> printed = lines(output, sinceMillis);
        List<String> logged = lines(log, sinceMillis);
        return Stream.concat(printed.stream(), logged.stream())
                .filter(line -> line.contains(NO_SPACE))
                .findFirst()
                .map(line -> FULL_DISK)
                .or(() -> first(printed, line -> !line.isBlank() && !line.startsWith("WARNING")))
                .or(() -> last(logged, line -> line.contains("ERROR") || line.contains("FATAL")))
                .map(line -> line.length() <= EXCERPT_CHARACTERS ? line : line.substring(0, EXCERPT_CHARACTERS) + "…");
    }

    /** The file to look into: the log, or what the process printed when it did not come as far as logging. */
    static Path where(Path output, Path log, long sinceMillis) {
        return written(log, sinceMillis) ? log : output;
    }

    private static List<String> lines(Path file, long sinceMillis) {
        return written(file, sinceMillis) ? tail(file).lines().toList() : List.of();
    }

    private static boolean written(Path file, long sinceMillis) {
        return file.toFile().lastModified() >= sinceMillis;
    }

    private static Optional<String> first(List<String> lines, Predicate<String> wanted) {
        return lines.stream().filter(wanted).findFirst().map(String::strip);
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
