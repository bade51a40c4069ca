package io.penstock.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Finds who listens on a port: through {@code /proc} on Linux, else with {@code lsof}; other users' processes stay unknown. */
final class PortHolder {

    private static final Path PROC = Path.of("/proc");
    private static final int STATE_COLUMN = 3;
    private static final int INODE_COLUMN = 9;
    private static final String LISTENING = "0A";
    private static final long LSOF_SECONDS = 5;

    private PortHolder() {}

    /** {@code process 1234 (/usr/bin/java)}, or nothing when it cannot be told. */
    static Optional<String> find(int port) {
        try {
            Optional<Long> pid = Files.isDirectory(PROC.resolve("net")) ? fromProc(port) : fromLsof(port);
            return pid.map(PortHolder::describe);
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static String describe(long pid) {
        Optional<String> command =
                ProcessHandle.of(pid).flatMap(process -> process.info().command());
        return "process " + pid + command.map(" (%s)"::formatted).orElse("");
    }

    private static Optional<Long> fromProc(int port) throws IOException {
        Optional<String> socket =
                socketOf(port, PROC.resolve("net/tcp")).or(() -> socketOf(port, PROC.resolve("net/tcp6")));
        if (socket.isEmpty()) {
            return Optional.empty();
        }
        try (Stream<Path> processes = Files.list(PROC)) {
            return processes
                    .filter(process -> process.getFileName().toString().chars().allMatch(Character::isDigit))
                    .filter(process -> holds(process, socket.get()))
                    .map(process -> Long.valueOf(process.getFileName().toString()))
                    .findFirst();
        }
    }

    private static Optional<String> socketOf(int port, Path table) {
        String suffix = ":%04X".formatted(port);
        try (Stream<String> lines = Files.lines(table, StandardCharsets.US_ASCII)) {
            return lines.map(line -> line.strip().split("\\s+"))
                    .filter(columns -> columns.length > INODE_COLUMN
                            && columns[1].endsWith(suffix)
                            && columns[STATE_COLUMN].equals(LISTENING))
                    .map(columns -> "socket:[" + columns[INODE_COLUMN] + "]")
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static boolean holds(Path process, String socket) {
        try (Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
            return descriptors.anyMatch(descriptor -> pointsTo(descriptor, socket));
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    private static boolean pointsTo(Path descriptor, String target) {
        try {
            return Files.readSymbolicLink(descriptor).toString().equals(target);
        } catch (IOException e) {
            return false;
        }
    }

    private static Optional<Long> fromLsof(int port) throws IOException, InterruptedException {
        Process lsof = new ProcessBuilder(List.of("lsof", "-nP", "-iTCP:" + port, "-sTCP:LISTEN", "-t"))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!lsof.waitFor(LSOF_SECONDS, TimeUnit.SECONDS)) {
                return Optional.empty();
            }
            return lsof.inputReader()
                    .lines()
                    .filter(line -> line.chars().allMatch(Character::isDigit))
                    .map(Long::valueOf)
                    .findFirst();
        } finally {
            lsof.destroyForcibly();
        }
    }
}
