package io.penstock.engine.localfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.permission.FsPermission;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalFilesTest {

    private static final FsPermission PRIVATE = new FsPermission((short) 0640);

    @TempDir
    Path folder;

    private final Configuration ours = new Configuration();
    private FileSystem files;

    @BeforeEach
    void open() throws IOException {
        LocalFilesWithChecksums.settings().forEach(ours::set);
        files = FileSystem.newInstance(folder.toUri(), ours);
    }

    @Test
    void startsNoProcess() throws Exception {
        FileContext context = FileContext.getFileContext(folder.toUri(), ours);
        List<RecordedEvent> started = processesOf(() -> {
            files.mkdirs(path("a/b"));
            write(files, "a/b/file");
            assertThat(files.listStatus(path("a/b"))[0].getPermission().toString())
                    .isEqualTo("rw-r--r--");
            rewrite(context, "a/b/file", "a/b/renamed");
            rewrite(context, "a/b/other", "a/b/renamed"); // over one that is there
        });
        assertThat(started).isEmpty();
        assertThat(Files.readString(folder.resolve("a/b/renamed"))).isEqualTo("a/b/other");
    }

    @Test
    void hadoopsOwnStartsProcesses() throws Exception {
        FileSystem own = hadoopsOwn();
        List<RecordedEvent> started = processesOf(() -> write(own, "file"));
        assertThat(started).as("or nobody needs this package any more").isNotEmpty();
    }

    @Test
    void setsPermissions() throws IOException {
        write(files, "file");
        files.setPermission(path("file"), PRIVATE);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("file"))))
                .isEqualTo("rw-r-----");
        assertThat(files.getFileStatus(path("file")).getPermission()).isEqualTo(PRIVATE);
    }

    @Test
    void saysWhatHadoopsOwnSays() throws IOException {
        write(files, "file");
        Files.createSymbolicLink(folder.resolve("link"), folder.resolve("file"));
        Files.createDirectory(folder.resolve("sub"));
        FileSystem own = hadoopsOwn();
        for (String name : List.of("file", "link", "sub")) {
            assertSame(files.getFileStatus(path(name)), own.getFileStatus(path(name)));
            assertSame(files.getFileLinkStatus(path(name)), own.getFileLinkStatus(path(name)));
        }
        assertThat(files.listStatus(folder())).containsExactlyInAnyOrder(own.listStatus(folder()));
    }

    @Test
    void saysWhatIsNotThere() {
        assertThatExceptionOfType(FileNotFoundException.class)
                .isThrownBy(() -> files.getFileStatus(path("none")))
                .withMessage("File " + folder.resolve("none") + " does not exist");
    }

    @Test
    void eachReadsTheChecksumsOfTheOther() throws IOException {
        FileSystem own = hadoopsOwn();
        write(files, "ours");
        write(own, "theirs");
        assertThat(folder.resolve(".ours.crc")).exists();
        try (var stream = own.open(path("ours"))) {
            assertThat(stream.readAllBytes()).asString().isEqualTo("ours");
        }
        try (var stream = files.open(path("theirs"))) {
            assertThat(stream.readAllBytes()).asString().isEqualTo("theirs");
        }
    }

    private static void assertSame(FileStatus actual, FileStatus expected) {
        expected.getPermission(); // is found out when it is asked for
        assertThat(actual.toString())
                .isEqualTo(expected.toString().replace("DeprecatedRawLocalFileStatus", "FileStatus"));
    }

    /** Hadoop's class; the libraries of Hive put another in its place. */
    private FileSystem hadoopsOwn() throws IOException {
        Configuration conf = new Configuration();
        conf.set("fs.file.impl", LocalFileSystem.class.getName());
        return FileSystem.newInstance(folder.toUri(), conf);
    }

    private void write(FileSystem system, String text) throws IOException {
        try (FSDataOutputStream stream = system.create(path(text))) {
            stream.writeBytes(text);
        }
    }

    private void rewrite(FileContext context, String text, String renamed) throws IOException {
        EnumSet<CreateFlag> flags = EnumSet.of(CreateFlag.CREATE, CreateFlag.OVERWRITE);
        try (FSDataOutputStream stream = context.create(path(text), flags)) {
            stream.writeBytes(text);
        }
        context.rename(path(text), path(renamed), Rename.OVERWRITE);
    }

    private org.apache.hadoop.fs.Path folder() {
        return new org.apache.hadoop.fs.Path(folder.toUri());
    }

    private org.apache.hadoop.fs.Path path(String name) {
        return new org.apache.hadoop.fs.Path(folder(), name);
    }

    private interface Action {

        void run() throws Exception;
    }

    private List<RecordedEvent> processesOf(Action action) throws Exception {
        Path dump = folder.resolve("processes.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("jdk.ProcessStart");
            recording.start();
            action.run();
            recording.stop();
            recording.dump(dump);
        }
        return RecordingFile.readAllEvents(dump);
    }
}
