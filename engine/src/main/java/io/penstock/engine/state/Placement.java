package io.penstock.engine.state;

import java.io.IOException;
import java.util.UUID;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.Path;

/** How a file system lets a file appear whole or not at all. */
sealed interface Placement {

    /** @throws FileAlreadyExistsException when there is one of that name; it is left as it is */
    void create(Path path, byte[] content) throws IOException;

    /** Creates the file or takes the place of the one that is there. */
    void replace(Path path, byte[] content) throws IOException;

    /** As HDFS does: a file is written beside its place, synchronised and renamed, which fails where the name is taken. */
    record ByRename(FileSystem files, FileContext context) implements Placement {

        private static final String TEMPORARY = ".tmp-";

        @Override
        public void create(Path path, byte[] content) throws IOException {
            rename(path, content, Rename.NONE);
        }

        @Override
        public void replace(Path path, byte[] content) throws IOException {
            rename(path, content, Rename.OVERWRITE);
        }

        private void rename(Path path, byte[] content, Rename how) throws IOException {
            Path temporary = new Path(path.getParent(), TEMPORARY + UUID.randomUUID());
            try {
                try (FSDataOutputStream out = files.create(temporary, false)) {
                    out.write(content);
                    out.hsync();
                }
                context.rename(temporary, path, how);
            } catch (IOException e) {
                deleteQuietly(temporary);
                throw e;
            }
        }

        private void deleteQuietly(Path path) {
            try {
                files.delete(path, false);
            } catch (IOException e) {
                // a hidden temporary file that nobody reads
            }
        }
    }

    /** As object stores do: a put is whole or not at all, and one with a condition fails where the name is taken. */
    record ByPut(FileSystem files) implements Placement {

        @Override
        public void create(Path path, byte[] content) throws IOException {
            ExclusiveFile file = ExclusiveFile.open(files, path);
            try {
                file.out().write(content);
            } catch (IOException e) {
                file.abort();
                throw e;
            }
            file.close();
        }

        @Override
        public void replace(Path path, byte[] content) throws IOException {
            try (FSDataOutputStream out = files.create(path, true)) {
                out.write(content);
            }
        }
    }
}
