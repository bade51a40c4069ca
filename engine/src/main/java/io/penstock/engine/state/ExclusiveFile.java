package io.penstock.engine.state;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options.CreateFileOptionKeys;
import org.apache.hadoop.fs.Path;

/**
 * A file of an object store in the making, which appears when it is closed, whole and only where there is none of its name:
 * the store itself decides, by a conditional put.
 *
 * <p>A client repeats a request whose answer was lost, and the store refuses the repetition of a put that has done its work.
 * So each file carries a token of its maker: who is refused looks whose file is there.
 */
final class ExclusiveFile {

    private static final String CONDITION = CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE;
    private static final String TOKEN = "penstock-token";
    private static final String WRITTEN_HEADER = "fs.s3a.create.header." + TOKEN;
    private static final String READ_HEADER = "header." + TOKEN;

    private final FileSystem files;
    private final Path path;
    private final String token;
    private final FSDataOutputStream out;

    private ExclusiveFile(FileSystem files, Path path, String token, FSDataOutputStream out) {
        this.files = files;
        this.path = path;
        this.token = token;
        this.out = out;
    }

    /** Whether the file system can decide between two who create the same file. */
    static boolean supportedBy(FileSystem files, Path path) throws IOException {
        return files.hasPathCapability(path, CONDITION);
    }

    static ExclusiveFile open(FileSystem files, Path path) throws IOException {
        String token = UUID.randomUUID().toString();
        FSDataOutputStreamBuilder<?, ?> builder = files.createFile(path);
        builder.overwrite(true); // what is there is looked at once, by the store
        builder.recursive();
        builder.must(CONDITION, true);
        builder.opt(WRITTEN_HEADER, token);
        return new ExclusiveFile(files, path, token, (FSDataOutputStream) builder.build());
    }

    FSDataOutputStream out() {
        return out;
    }

    /** Makes the file appear. @throws FileAlreadyExistsException when there is another; it is left as it is */
    void close() throws IOException {
        try {
            out.close();
        } catch (IOException e) {
            String found = findToken(e);
            if (!found.equals(token)) {
                throw (IOException) new FileAlreadyExistsException(path + " already exists").initCause(e);
            }
        }
    }

    /** Leaves nothing behind. */
    void abort() {
        out.abort();
    }

    /** The token of the file that is there. @throws IOException the failure itself where there is none */
    private String findToken(IOException failure) throws IOException {
        try {
            byte[] found = files.getXAttr(path, READ_HEADER);
            return found == null ? "" : new String(found, StandardCharsets.UTF_8);
        } catch (IOException e) {
            failure.addSuppressed(e);
            throw failure;
        }
    }
}
