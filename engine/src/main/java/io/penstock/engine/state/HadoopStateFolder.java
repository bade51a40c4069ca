package io.penstock.engine.state;

import io.penstock.engine.RefusedException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.sql.execution.streaming.checkpointing.CheckpointFileManager;

/** A folder of a file system that Hadoop knows; how files get there depends on what it can do. */
record HadoopStateFolder(Path root, FileSystem files, Placement placement) implements StateFolder {

    private static final Set<String> RENAMING = Set.of("file", "hdfs", "viewfs");

    static StateFolder at(URI location, Configuration hadoop) {
        Path root = new Path(location);
        try {
            FileSystem files = FileSystem.get(location, hadoop);
            return new HadoopStateFolder(root, files, placement(location, root, files, hadoop));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot open " + location + ", " + e.getMessage(), e);
        } catch (RuntimeException e) {
            if (e.getCause() instanceof ClassNotFoundException missing) {
                throw new RefusedException(
                        "Cannot open " + location + ", the libraries for it are not on the class path: "
                                + missing.getMessage(),
                        e);
            }
            throw e;
        }
    }

    private static Placement placement(URI location, Path root, FileSystem files, Configuration hadoop)
            throws IOException {
        if (ExclusiveFile.supportedBy(files, root)) {
            return new Placement.ByPut(files);
        }
        if (RENAMING.contains(files.getUri().getScheme())) {
            return new Placement.ByRename(files, FileContext.getFileContext(location, hadoop));
        }
        throw new RefusedException("Cannot keep state at " + location
                + ", two drivers could create the same file there: it needs a file system that renames in one step, as HDFS,"
                + " or conditional puts, as S3");
    }

    @Override
    public StateFolder folder(String name) {
        return new HadoopStateFolder(new Path(root, name), files, placement);
    }

    @Override
    public URI location() {
        return root.toUri();
    }

    @Override
    public Optional<Class<? extends CheckpointFileManager>> checkpointFileManager() {
        return placement instanceof Placement.ByPut ? Optional.of(ObjectStoreCheckpoints.class) : Optional.empty();
    }

    @Override
    public String where(String name) {
        return new Path(root, name).toString();
    }

    @Override
    public void create(String name, byte[] content) {
        try {
            placement.create(new Path(root, name), content);
        } catch (FileAlreadyExistsException e) {
            throw new AlreadyThereException("Cannot create " + where(name) + ", it is already there", e);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot create " + where(name) + ", " + e.getMessage(), e);
        }
    }

    @Override
    public void replace(String name, byte[] content) {
        try {
            placement.replace(new Path(root, name), content);
        } catch (IOException e) {
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
        return list(FileStatus::isFile);
    }

    @Override
    public List<String> folders() {
        return list(FileStatus::isDirectory);
    }

    private List<String> list(Predicate<FileStatus> kind) {
        List<String> names = new ArrayList<>();
        try {
            RemoteIterator<FileStatus> found = files.listStatusIterator(root);
            while (found.hasNext()) {
                FileStatus file = found.next();
                String name = file.getPath().getName();
                if (kind.test(file) && !name.startsWith(".")) {
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

    @Override
    public String toString() {
        return root.toString();
    }
}
