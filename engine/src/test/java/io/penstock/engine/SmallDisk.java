package io.penstock.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** A file system of a few hundred kilobytes at a folder; needs root. Closing it takes it away with all it holds. */
final class SmallDisk implements AutoCloseable {

    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /** Skips the test where file systems may not be mounted. */
    static SmallDisk mount(Path folder, int kilobytes) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        boolean mounted = execute("mount", "-t", "tmpfs", "-o", "size=" + kilobytes + "k", "tmpfs", folder.toString());
        Assumptions.assumeTrue(mounted, "only root may mount a file system");
        return new SmallDisk(folder);
    }

    void grow(int kilobytes) {
        if (!execute("mount", "-o", "remount,size=" + kilobytes + "k", folder.toString())) {
            throw new IllegalStateException("Cannot grow " + folder);
        }
    }

    private static boolean execute(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            boolean done = process.waitFor() == 0;
            if (!done) {
                System.out.println(String.join(" ", command) + ": " + output);
            }
            return done;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        execute("umount", "--lazy", folder.toString());
    }
}
