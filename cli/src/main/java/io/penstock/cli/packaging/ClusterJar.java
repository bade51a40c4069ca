package io.penstock.cli.packaging;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * One jar of many. Lists of services are merged, signatures left out, licences kept apart; of two files with the same name
 * that of the first jar wins, as on a class path. The same jars give the same bytes on the same JDK.
 */
public final class ClusterJar {

    private static final String MAIN_CLASS = "io.penstock.console.JobMain";
    private static final LocalDateTime TIME =
            LocalDateTime.of(1980, 2, 1, 0, 0); // the first that zip can tell anywhere
    private static final String MANIFEST = "META-INF/MANIFEST.MF";
    private static final String SERVICES = "META-INF/services/";
    private static final Pattern SUPERFLUOUS =
            Pattern.compile("META-INF/(MANIFEST\\.MF|INDEX\\.LIST|[^/]*\\.(SF|DSA|RSA|EC))|(.*/)?module-info\\.class");
    private static final Pattern LICENCE =
            Pattern.compile("(META-INF/)?((LICENSE|NOTICE|DEPENDENCIES|COPYING)[^/]*)", Pattern.CASE_INSENSITIVE);
    private static final Pattern SPARK = Pattern.compile("spark-core_([0-9.]+)-([0-9]+\\.[0-9]+)[.-].*jar");

    private final List<Path> jars;
    private final List<Path> leftOut;

    private ClusterJar(List<Path> jars, List<Path> leftOut) {
        this.jars = jars;
        this.leftOut = leftOut;
    }

    /** Hears how far it is. */
    public interface Progress {

        /** @param done files so far, of {@code all} */
        void at(int done, int all);
    }

    /** @param libraries the class path of the runtime */
    public static ClusterJar of(List<Path> libraries) {
        return of(libraries, LeftOut.load());
    }

    static ClusterJar of(List<Path> libraries, LeftOut leftOut) {
        List<Path> sorted = libraries.stream()
                .sorted(Comparator.comparing(jar -> jar.getFileName().toString()))
                .toList();
        Predicate<Path> isLeftOut = jar -> leftOut.contains(jar.getFileName().toString());
        return new ClusterJar(
                sorted.stream().filter(isLeftOut.negate()).toList(),
                sorted.stream().filter(isLeftOut).toList());
    }

    /** File names of the libraries that go into the jar. */
    public List<String> libraries() {
        return jars.stream().map(jar -> jar.getFileName().toString()).toList();
    }

    /** What the cluster has to have, such as {@code Spark 4.1 for Scala 2.13}. */
    public Optional<String> spark() {
        return leftOut.stream()
                .map(jar -> SPARK.matcher(jar.getFileName().toString()))
                .filter(Matcher::matches)
                .map(name -> "Spark %s for Scala %s".formatted(name.group(2), name.group(1)))
                .findFirst();
    }

    /** Writes the jar in place of a file that may be there; a failure leaves that one as it was. */
    public void write(Path file, Progress progress) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        List<ZipFile> open = new ArrayList<>();
        try {
            for (Path jar : jars) {
                open.add(new ZipFile(jar.toFile()));
            }
            Content content = Content.of(open);
            try (OutputStream out = Files.newOutputStream(part)) {
                content.write(out, progress);
            }
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            for (ZipFile jar : open) {
                jar.close();
            }
            Files.deleteIfExists(part);
        }
    }

    private record Source(ZipFile jar, ZipEntry entry) {

        byte[] bytes() throws IOException {
            try (InputStream in = jar.getInputStream(entry)) {
                return in.readAllBytes();
            }
        }
    }

    /** What will be in the jar, by its name there. */
    private record Content(Map<String, Source> files, Map<String, Set<String>> services, boolean multiRelease) {

        static Content of(List<ZipFile> jars) throws IOException {
            Map<String, Source> files = new TreeMap<>();
            Map<String, Set<String>> services = new TreeMap<>();
            boolean multiRelease = false;
            for (ZipFile jar : jars) {
                for (ZipEntry entry : Collections.list(jar.entries())) {
                    String name = entry.getName();
                    if (entry.isDirectory() || SUPERFLUOUS.matcher(name).matches()) {
                        continue;
                    }
                    Source source = new Source(jar, entry);
                    if (name.startsWith(SERVICES)) {
                        services.computeIfAbsent(name, none -> new LinkedHashSet<>())
                                .addAll(providers(source));
                    } else {
                        files.putIfAbsent(place(jar, name), source);
                        multiRelease |= name.startsWith("META-INF/versions/");
                    }
                }
            }
            return new Content(files, services, multiRelease);
        }

        private static List<String> providers(Source source) throws IOException {
            return new String(source.bytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.replaceFirst("#.*", "").strip())
                    .filter(line -> !line.isEmpty())
                    .toList();
        }

        private static String place(ZipFile jar, String name) {
            Matcher licence = LICENCE.matcher(name);
            String library = Path.of(jar.getName()).getFileName().toString();
            return licence.matches() ? "META-INF/licenses/" + LeftOut.name(library) + "/" + licence.group(2) : name;
        }

        void write(OutputStream out, Progress progress) throws IOException {
            int all = files.size() + services.size();
            int done = 0;
            try (ZipOutputStream zip = new ZipOutputStream(out)) {
                put(zip, MANIFEST, manifest());
                for (Map.Entry<String, Set<String>> service : services.entrySet()) {
                    put(
                            zip,
                            service.getKey(),
                            (String.join("\n", service.getValue()) + "\n").getBytes(StandardCharsets.UTF_8));
                    progress.at(++done, all);
                }
                for (Map.Entry<String, Source> file : files.entrySet()) {
                    put(zip, file.getKey(), file.getValue().bytes());
                    progress.at(++done, all);
                }
            }
        }

        private byte[] manifest() throws IOException {
            Manifest manifest = new Manifest();
            Attributes attributes = manifest.getMainAttributes();
            attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
            attributes.put(Attributes.Name.MAIN_CLASS, MAIN_CLASS);
            if (multiRelease) {
                attributes.put(Attributes.Name.MULTI_RELEASE, "true");
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            manifest.write(bytes);
            return bytes.toByteArray();
        }

        private static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
            ZipEntry entry = new ZipEntry(name);
            entry.setTimeLocal(TIME);
            zip.putNextEntry(entry);
            zip.write(bytes);
            zip.closeEntry();
        }
    }
}
