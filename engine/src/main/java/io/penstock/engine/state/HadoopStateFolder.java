package io.penstock.engine.state;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * A folder of a file system that renames a file in one step and refuses to take the place of another, as HDFS does. A file is
 * written beside its place, synchronised and then renamed.
 */
record HadoopStateFolder(Path root, FileSystem files, FileContext context) implements StateFolder {

    private static final String TEMPORARY = ".tmp-";

    static StateFolder at(URI location, Configuration hadoop) {
        try {
            return new HadoopStateFolder(
                    new Path(location), FileSystem.get(location, hadoop), FileContext.getFileContext(location, hadoop));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot open " + location + ", " + e.getMessage(), e);
        }
    }

    @Override
    public StateFolder folder(String name) {
        return new HadoopStateFolder(new Path(root, name), files, context);
    }

    @Override
    public URI location() {
        return root.toUri();
    }

    @Override
    public String where(String name) {
        return new Path(root, name).toString();
    }

    @Override
    public void create(String name, byte[] content) {
        Path temporary = writeTemporary(content);
        try {
            context.rename(temporary, new Path(root, name), Rename.NONE);
        } catch (FileAlreadyExistsException e) {
            throw new AlreadyThereException("Cannot create " + where(name) + ", it is already there", e);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot create " + where(name) + ", " + e.getMessage(), e);
        } finally {
            deleteQuietly(temporary);
        }
    }

    @Override
    public void replace(String name, byte[] content) {
        Path temporary = writeTemporary(content);
        try {
            context.rename(temporary, new Path(root, name), Rename.OVERWRITE);
        } catch (IOException e) {
            deleteQuietly(temporary);
            throw new UncheckedIOException("Cannot write " + where(name) + ", " + e.getMessage(), e);
        }
    }

    @Override
    public byte[] read(String name) {
        try (FSDataInputStream in = files.open(new Path(root, name))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + where(name) + ", " + e.getMessage(), e);
        }
    }

    @Override
    public boolean exists(String name) {
        try {
            return files.exists(new Path(root, name));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot look for " + where(name) + ", " + e.getMessage(), e);
        }
    }

    @Override
    public void deleteIfExists(String name) {
        try {
            files.delete(new Path(root, name), false);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + where(name) + ", " + e.getMessage(), e);
        }
    }

    @Override
    public List<String> list() {
        List<String> names = new ArrayList<>();
        try {
            RemoteIterator<FileStatus> found = files.listStatusIterator(root);
            while (found.hasNext()) {
                FileStatus file = found.next();
                String name = file.getPath().getName();
                if (file.isFile() && !name.startsWith(".")) {
                    names.add(name);
                }
            }
        } catch (FileNotFoundException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + root + ", " + e.getMessage(), e);
        }
        Collections.sort(names);
        return List.copyOf(names);
    }

    @Override
    public boolean deleteAll() {
        try {
            return files.delete(root, true);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + root + ", " + e.getMessage(), e);
        }
    }

    private Path writeTemporary(byte[] content) {
        Path temporary = new Path(root, TEMPORARY + UUID.randomUUID());
        try (FSDataOutputStream out = files.create(temporary, false)) {
            out.write(content);
            out.hsync();
            return temporary;
        } catch (IOException e) {
            deleteQuietly(temporary);
            throw new UncheckedIOException("Cannot write to " + root + ", " + e.getMessage(), e);
        }
    }

    private void deleteQuietly(Path path) {
        try {
            files.delete(path, false);
        } catch (IOException e) {
            // a hidden temporary file that nobody reads
        }
    }

    @Override
    public String toString() {
        return root.toString();
    }
}
