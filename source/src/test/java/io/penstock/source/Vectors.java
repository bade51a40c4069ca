package io.penstock.source;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** The files of a tar.gz below {@code shared/data}, a folder that lies beside the checkout or does not. */
final class Vectors {

    private static final int BLOCK = 512;

    private Vectors() {}

    /** Skips the test when the archive is not there. */
    static Map<String, byte[]> load(String archive) throws IOException {
        Path path = find(archive);
        assumeTrue(path != null, "shared/data/" + archive + " is not beside the checkout: its vectors are not run");
        try (InputStream in = new GZIPInputStream(Files.newInputStream(path))) {
            return read(in);
        }
    }

    private static @Nullable Path find(String archive) {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path candidate = folder.resolve("shared/data").resolve(archive);
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
