package io.penstock.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Memory of processes and of the machine, in MiB: from {@code /proc} on Linux, else from {@code ps} or not at all. */
public final class Memory {

    private static final int KIB_PER_MIB = 1024;
    private static final long PS_SECONDS = 5;

    private Memory() {}

    /** The resident memory of a process; empty when it has ended. */
    public static OptionalLong residentMib(long pid) {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        if (Files.isDirectory(Path.of("/proc/self"))) {
            return kib(status, "VmRSS:");
        }
        return fromPs(pid);
    }

    /** What new processes can use without swapping; empty where the system does not say. */
    static OptionalLong availableMib() {
        return kib(Path.of("/proc/meminfo"), "MemAvailable:");
    }

    private static OptionalLong kib(Path file, String key) {
        try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
            return lines.filter(line -> line.startsWith(key))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / KIB_PER_MIB)
                    .findFirst();
        } catch (IOException | java.io.UncheckedIOException e) {
            return OptionalLong.empty();
        }
    }

    private static OptionalLong fromPs(long pid) {
        try {
            Process ps = new ProcessBuilder("ps", "-o", "rss=", "-p", Long.toString(pid)).start();
            try {
                if (!ps.waitFor(PS_SECONDS, TimeUnit.SECONDS) || ps.exitValue() != 0) {
                    return OptionalLong.empty();
                }
                return OptionalLong.of(
                        Long.parseLong(new String(ps.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip())
                                / KIB_PER_MIB);
            } finally {
                ps.destroyForcibly();
            }
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return OptionalLong.empty();
        }
    }
}
