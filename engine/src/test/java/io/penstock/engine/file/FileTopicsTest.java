package io.penstock.engine.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.engine.kafka.KafkaTopics.Topic;
import io.penstock.pipeline.BatchInput;
import io.penstock.pipeline.lines.UnreadableFilesException;
import io.penstock.sinks.TableCatalog;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTopicsTest {

    @TempDir
    private Path folder;

    private FileTopics topics;

    @BeforeEach
    void open() {
        topics = opened();
    }

    private FileTopics opened() {
        return new FileTopics(TableCatalog.open(
                TableCatalog.sqlite(folder.resolve(".catalog.db")),
                folder.resolve(".warehouse").toUri(),
                null,
                new Configuration()));
    }

    @Test
    void aFileIsAPartitionAndALineAnOffset() throws IOException {
        write("b.csv", "1\n2\n3");
        write("a.csv", "1\n");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(folder.resolve("c.csv.gz")))) {
            out.write("1\n2\n".getBytes(StandardCharsets.UTF_8));
        }
        String name = BatchInput.topic(folder + "/*");

        Topic topic = topics.find(name);

        assertThat(topic.name()).isEqualTo(name);
        assertThat(topic.partitions()).containsExactly(0, 1, 2);
        assertThat(topics.earliest(topic)).isEqualTo(Map.of(0, 0L, 1, 0L, 2, 0L));
        assertThat(topics.latest(topic)).isEqualTo(Map.of(0, 1L, 1, 3L, 2, 2L));
        assertThat(topics.topic(name).partitions())
                .extracting(partition -> Path.of(partition.file()).getFileName().toString())
                .containsExactly("a.csv", "b.csv", "c.csv.gz");
    }

    @Test
    void aPatternStandsForNamesOfFoldersToo() throws IOException {
        for (String file : List.of(
                "day=1/x.csv", "day=1/_x.csv", "day=2/x.csv", "day=2/.x.csv", "day=2/x.json", "_old/x.csv", "day=3")) {
            write(file, "1\n");
        }
        Files.createDirectories(folder.resolve("day=2/y.csv"));

        assertThat(found("*/x.csv")).containsExactly("day=1/x.csv", "day=2/x.csv");
        assertThat(found("day=*/*.csv")).containsExactly("day=1/x.csv", "day=2/x.csv");
        assertThat(found("day=?/x.{csv,json}")).containsExactly("day=1/x.csv", "day=2/x.csv", "day=2/x.json");
        assertThat(found("_*/*.csv")).containsExactly("_old/x.csv");
        assertThat(found("day=[13]*")).containsExactly("day=3");
    }

    @Test
    void aFileThatIsThereIsNoPattern() throws IOException {
        write("a[1].csv", "1\n");
        write("a1.csv", "1\n");

        assertThat(found("a[1].csv")).containsExactly("a[1].csv");
    }

    @Test
    void isAnotherTopicOnceAFileIsAnotherOne() throws IOException {
        Path file = write("a.csv", "1\n2\n");
        FileTime time = Files.getLastModifiedTime(file);
        String name = BatchInput.topic(file.toString());
        String id = topics.find(name).id();

        assertThat(opened().find(name).id()).as("in another process").isEqualTo(id);
        Files.setLastModifiedTime(file, FileTime.fromMillis(time.toMillis() + 1));
        assertThat(topics.find(name).id()).as("written later").isNotEqualTo(id);
        write("a.csv", "1\n3\n");
        Files.setLastModifiedTime(file, time);
        assertThat(opened().find(name).id()).as("other bytes").isNotEqualTo(id);
        write("a.csv", "1\n2\n3\n");
        Files.setLastModifiedTime(file, time);
        assertThat(topics.find(name).id()).as("longer").isNotEqualTo(id);
        write("a.csv", "1\n2\n");
        Files.setLastModifiedTime(file, time);
        assertThat(topics.find(name).id()).as("as it was").isEqualTo(id);
        Files.delete(file);
        assertThat(topics.find(name)).as("gone").isNull();
    }

    @Test
    void saysWhyAPlaceCannotBeRead() throws IOException {
        write("a.csv", "1\n");
        Files.write(folder.resolve("bad.gz"), new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3});

        unreadable("b.csv", "there is no such file: " + folder + "/b.csv");
        unreadable("", "it is a folder: " + folder + ". Name its files, as in " + folder + "/*");
        unreadable("*.json", "no file has a name like " + folder + "/*.json");
        unreadable("b/*.csv", "no file has a name like " + folder + "/b/*.csv");
        unreadable("{a.csv", "it is no pattern: " + folder + "/{a.csv");
        assertThatThrownBy(() -> topics.files(folder + "/bad.gz"))
                .isInstanceOf(UnreadableFilesException.class)
                .hasMessageStartingWith("the file cannot be read: " + folder + "/bad.gz, ");
        assertThatThrownBy(() -> topics.files("/dev/null"))
                .isInstanceOf(UnreadableFilesException.class)
                .hasMessage("it is no file: /dev/null");
    }

    private void unreadable(String place, String message) {
        assertThatThrownBy(() -> topics.files(folder + "/" + place))
                .isInstanceOf(UnreadableFilesException.class)
                .hasMessage(message);
    }

    private List<String> found(String pattern) {
        return topics.files(folder + "/" + pattern).stream()
                .map(file -> folder.relativize(Path.of(file.path())).toString())
                .toList();
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }
}
