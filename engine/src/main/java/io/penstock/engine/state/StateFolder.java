package io.penstock.engine.state;

import io.penstock.engine.RefusedException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.execution.streaming.checkpointing.CheckpointFileManager;

/**
 * A folder of small files that appear whole or not at all. Of two creators of the same name one fails, which decides between
 * two drivers that believe in the same batch.
 *
 * <p>What has returned is durable. Every method but {@link #folder} does I/O, and throws {@link java.io.UncheckedIOException}
 * where that fails. Its text is where it is, for messages.
 */
public sealed interface StateFolder permits LocalStateFolder, HadoopStateFolder {

    /**
     * The folder at a place in any file system that Hadoop knows.
     *
     * @throws RefusedException when nothing there decides between two creators of a file
     */
    static StateFolder at(URI location, Configuration hadoop) {
        return "file".equals(location.getScheme()) ? local(Path.of(location)) : HadoopStateFolder.at(location, hadoop);
    }

    /** A folder of the machine's own file systems. */
    static StateFolder local(Path folder) {
        return new LocalStateFolder(folder);
    }

    StateFolder folder(String name);

    /** The folder for those who read it on their own, without a slash at its end. */
    URI location();

    /** What Spark keeps its checkpoints with here, where its own way would not do. */
    Optional<Class<? extends CheckpointFileManager>> checkpointFileManager();

    /**
     * Finds out whether files can be kept here, by a file that it creates, tries to create again and deletes.
     *
     * @throws RefusedException when the second creator of a file is not refused
     */
    default void check() {
        String name = ".check-" + UUID.randomUUID();
        create(name, new byte[] {1});
        boolean refused = false;
        try {
            create(name, new byte[] {2});
        } catch (AlreadyThereException e) {
            refused = true;
        }
        deleteIfExists(name);
        if (!refused) {
            throw new RefusedException(
                    "Cannot keep state at " + this + ", two drivers could create the same file there:"
                            + " the store does not heed the header If-None-Match of a put");
        }
    }

    /** The file's place, for messages. */
    String where(String name);

    /** Creates the file. @throws AlreadyThereException when there is one of that name; it is left as it is */
    void create(String name, byte[] content);

    /** Creates the file or takes the place of the one that is there. */
    void replace(String name, byte[] content);

    /** @throws java.io.UncheckedIOException also when there is none */
    byte[] read(String name);

    boolean exists(String name);

    void deleteIfExists(String name);

    /** Names of the files in their natural order, without what is half-written; empty where there is no folder. */
    List<String> list();

    /** Names of the folders in it, in their natural order; empty where there is no folder. */
    List<String> folders();

    /** Removes the folder with all it holds. @return whether there was one */
    boolean deleteAll();
}
