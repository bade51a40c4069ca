package io.penstock.source;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Files below {@code shared/data}, a folder that lies beside the checkout or does not: then the test is skipped. */
final class SharedData {

    private static final int BLOCK = 512;

    private SharedData() {}

    /** The files in a tar.gz. */
    static Map<String, byte[]> load(String archive) throws IOException {
        try (InputStream in = open(archive)) {
            return read(in);
        }
    }

    /** The lines of a file, gzipped or not, without their ends. */
    static List<byte[]> lines(String file) throws IOException {
        try (InputStream in = open(file)) {
            String text = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1); // keeps every byte
            return text.lines()
                    .map(line -> line.getBytes(StandardCharsets.ISO_8859_1))
                    .toList();
        }
    }

    private static InputStream open(String name) throws IOException {
        Path path = find(name);
        assumeTrue(path != null, "shared/data/" + name + " is not beside the checkout: its records are not run");
        InputStream in = Files.newInputStream(path);
        return name.endsWith(".gz") ? new GZIPInputStream(in) : in;
    }

    private static @Nullable Path find(String name) {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path candidate = folder.resolve("shared/data").resolve(name);
            if (Files.exists(candidate)) {
                return candidate;
            }
        }
        return null;
    }

    /** Plain tar: a block with name and size, then the content in whole blocks. */
    private static Map<String, byte[]> read(InputStream in) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        byte[] header = in.readNBytes(BLOCK);
        while (header.length == BLOCK && header[0] != 0) {
            int size = Integer.parseInt(text(header, 124, 12).trim(), 8);
            byte[] content = in.readNBytes(size);
            in.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
            files.put(text(header, 0, 100), content);
            header = in.readNBytes(BLOCK);
        }
        return files;
    }

    private static String text(byte[] header, int offset, int length) {
        int end = offset;
        while (end < offset + length && header[end] != 0) {
            end++;
        }
        return new String(header, offset, end - offset, StandardCharsets.UTF_8);
    }
}
