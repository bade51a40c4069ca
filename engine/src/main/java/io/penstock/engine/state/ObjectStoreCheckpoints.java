package io.penstock.engine.state;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.execution.streaming.checkpointing.FileSystemBasedCheckpointFileManager;

/**
 * Keeps Spark's checkpoints in an object store; Spark makes it by the name of its class.
 *
 * <p>Spark's own way is to rename a file into place, which an object store does by copying: of two drivers both win. Here a
 * file appears when it is closed, and one that must not be there yet is an {@link ExclusiveFile}: the driver that comes second
 * gets Hadoop's {@code FileAlreadyExistsException}, as Spark expects it.
 */
public final class ObjectStoreCheckpoints extends FileSystemBasedCheckpointFileManager {

    /** Spark's setting that names this class. */
    public static final String SETTING = "spark.sql.streaming.checkpointFileManagerClass";

    private final FileSystem files;

    public ObjectStoreCheckpoints(Path path, Configuration hadoop) throws IOException {
        super(path, hadoop);
        this.files = path.getFileSystem(hadoop);
    }

    @Override
    public CancellableFSDataOutputStream createAtomic(Path path, boolean overwriteIfPossible) {
        try {
            if (overwriteIfPossible) {
                FSDataOutputStream out = files.create(path, true);
                return new Cancellable(out, out::close, out::abort);
            }
            ExclusiveFile file = ExclusiveFile.open(files, path);
            return new Cancellable(file.out(), file::close, file::abort);
        } catch (IOException e) {
            throw ObjectStoreCheckpoints.<RuntimeException>asItIs(e);
        }
    }

    /** Scala declares no exceptions, and Spark expects this one as it is. */
    @SuppressWarnings("unchecked")
    private static <E extends Exception> E asItIs(Exception e) throws E {
        throw (E) e;
    }

    @FunctionalInterface
    private interface Closing {

        void run() throws IOException;
    }

    private static final class Cancellable extends CancellableFSDataOutputStream {

        private final Closing close;
        private final Runnable cancel;
        private boolean ended;

        Cancellable(FSDataOutputStream out, Closing close, Runnable cancel) {
            super(out);
            this.close = close;
            this.cancel = cancel;
        }

        @Override
        public void close() throws IOException {
            if (!ended) {
                ended = true;
                close.run();
            }
        }

        @Override
        public void cancel() {
            if (!ended) {
                ended = true;
                cancel.run();
            }
        }
    }
}
