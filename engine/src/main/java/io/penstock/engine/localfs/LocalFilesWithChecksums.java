package io.penstock.engine.localfs;

import java.nio.file.FileSystems;
import java.util.Map;
import org.apache.hadoop.fs.LocalFileSystem;

/** {@link LocalFiles} as {@code fs.file.impl}: with a file of checksums beside each. Hadoop creates it by its name. */
public final class LocalFilesWithChecksums extends LocalFileSystem {

    public LocalFilesWithChecksums() {
        super(new LocalFiles());
    }

    /** Hadoop's settings that choose the classes of this package; none where they cannot work. */
    public static Map<String, String> settings() {
        if (!FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            return Map.of();
        }
        return Map.of(
                "fs.file.impl", LocalFilesWithChecksums.class.getName(),
                "fs.AbstractFileSystem.file.impl", LocalContext.class.getName());
    }
}
