package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.sinks.TableCatalog;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The class path of this process for drivers, with an archive of the classes that they load, in a form that a JVM maps into memory.
 * It halves their start, and there are some fifty of them. The first of a build makes it, by running a small pipeline.
 */
final class DriverClasses {

    private static final Path FOLDER = Path.of("target", "drivers").toAbsolutePath();
    private static final LocalDateTime TIME = LocalDateTime.of(1980, 2, 1, 0, 0);
    private static final int TRAINING_RECORDS = 500;

    private DriverClasses() {}

    /** Options of a JVM. One process of the tests makes what all of them use. @param settings whose broker the training uses */
    static synchronized List<String> options(EngineSettings settings) {
        try (FileChannel channel = lockFile();
                FileLock lock = channel.lock()) {
            assertThat(lock.isValid()).isTrue();
            List<Path> elements = elements();
            String classPath = String.join(
                    File.pathSeparator, elements.stream().map(Path::toString).toList());
            Path archive = FOLDER.resolve("classes-%x.jsa".formatted(fingerprint(elements)));
            if (!Files.exists(archive)) {
                train(settings, archive, classPath);
            }
            return List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:disable", "-cp", classPath);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot archive the classes of drivers", e);
        }
    }

    private static FileChannel lockFile() throws IOException {
        Files.createDirectories(FOLDER);
        return FileChannel.open(FOLDER.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    /** A driver that ends by itself leaves the archive; one that is killed must not spend time on it. */
    private static void train(EngineSettings settings, Path archive, String classPath) throws IOException {
        String bootstrapServers = settings.kafka().bootstrapServers();
        Path folder = Files.createTempDirectory(FOLDER, "training");
        TestTopic topic = TestTopic.create(bootstrapServers, String.valueOf(folder.getFileName()), Clicks.PARTITIONS);
        topic.sendBytes(
                LongStream.range(0, TRAINING_RECORDS).mapToObj(Clicks::value).toList());
        EngineSettings local = new EngineSettings(
                settings.kafka(),
                folder.resolve("state").toUri(),
                folder.resolve("warehouse").toUri(),
                TableCatalog.sqlite(folder.resolve("catalog.db")),
                null,
                Map.of(),
                Map.of());
        Path pipeline =
                Files.writeString(folder.resolve("clicks.yaml"), Clicks.pipeline(topic.name(), TRAINING_RECORDS));
        Path unfinished = folder.resolve("classes.jsa");
        List<String> options = List.of("-XX:ArchiveClassesAtExit=" + unfinished, "-Xlog:disable", "-cp", classPath);
        try (EngineProcess driver = EngineProcess.start(options, KillTarget.ACCOUNT, local, pipeline)) {
            driver.await(KillTarget.ACCOUNTED);
            driver.exitStatus();
        }
        Files.move(unfinished, archive);
    }

    /** Folders become jars: no archive is made of anything else. */
    private static List<Path> elements() throws IOException {
        List<Path> elements = new ArrayList<>();
        for (String element : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path path = Path.of(element).toAbsolutePath();
            if (Files.isDirectory(path)) {
                Path jar = FOLDER.resolve("folder-" + elements.size() + ".jar");
                pack(path, jar);
                elements.add(jar);
            } else if (Files.exists(path)) {
                elements.add(path);
            }
        }
        return elements;
    }

    /** Leaves a jar alone that has these files already. */
    private static void pack(Path folder, Path jar) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Stream<Path> walked = Files.walk(folder);
                ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Path file : walked.filter(Files::isRegularFile).sorted().toList()) {
                ZipEntry entry = new ZipEntry(folder.relativize(file).toString().replace(File.separatorChar, '/'));
                entry.setTimeLocal(TIME);
                zip.putNextEntry(entry);
                Files.copy(file, zip);
            }
        }
        if (!Files.exists(jar) || !Arrays.equals(Files.readAllBytes(jar), bytes.toByteArray())) {
            Files.write(jar, bytes.toByteArray());
        }
    }

    /** What a JVM compares too, before it uses an archive. */
    private static long fingerprint(List<Path> elements) throws IOException {
        CRC32 sum = new CRC32();
        StringBuilder text = new StringBuilder(System.getProperty("java.vm.version"));
        for (Path element : elements) {
            text.append(element).append(Files.size(element)).append(Files.getLastModifiedTime(element));
        }
        sum.update(text.toString().getBytes(StandardCharsets.UTF_8));
        return sum.getValue();
    }
}
