package io.penstock.console;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The libraries of this process's class path as a cluster has them: what a Spark distribution brings, in a folder {@code jars}
 * of links, and what an application brings: our classes in one jar, and the jars that Spark does not bring.
 *
 * @param root Spark's home
 * @param application the jar with our modules' classes
 * @param libraries further jars of the application
 */
record SparkHome(Path root, Path application, List<Path> libraries) {

    private static final Pattern OURS = Pattern.compile("(classes|penstock-(?!local).*\\.jar)");
    private static final Pattern APPLICATIONS = Pattern.compile(
            "(iceberg-|kafka-clients|spark-sql-kafka|spark-token-provider|commons-pool2|snakeyaml|sqlite|jspecify).*\\.jar");
    private static final Pattern TESTS = Pattern.compile("(junit|assertj|awaitility|opentest4j|apiguardian|hamcrest"
            + "|byte-buddy|surefire|failsafe|maven|vertx|penstock-local).*");

    SparkHome {
        libraries = List.copyOf(libraries);
    }

    /** Makes one of this process's class path. */
    static SparkHome create(Path folder) throws IOException {
        Path jars = Files.createDirectories(folder.resolve("spark/jars"));
        List<Path> ours = new ArrayList<>();
        List<Path> libraries = new ArrayList<>();
        for (String element : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path path = Path.of(element).toAbsolutePath();
            String name = path.getFileName().toString();
            if (OURS.matcher(name).matches()) {
                ours.add(path);
            } else if (APPLICATIONS.matcher(name).matches()) {
                libraries.add(path);
            } else if (name.endsWith(".jar") && !TESTS.matcher(name).matches()) {
                Files.createSymbolicLink(jars.resolve(name), path);
            }
        }
        Path application = folder.resolve("penstock.jar");
        pack(ours, application);
        return new SparkHome(folder.resolve("spark"), application, libraries);
    }

    private static void pack(List<Path> sources, Path jar) throws IOException {
        Set<String> seen = new TreeSet<>();
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file)) {
            for (Path source : sources) {
                if (Files.isDirectory(source)) {
                    pack(source, out, seen);
                } else {
                    try (var zip = java.nio.file.FileSystems.newFileSystem(source)) {
                        pack(zip.getPath("/"), out, seen);
                    }
                }
            }
        }
    }

    private static void pack(Path root, JarOutputStream out, Set<String> seen) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = root.relativize(file).toString().replace(File.separatorChar, '/');
                if (!name.equals("META-INF/MANIFEST.MF") && seen.add(name)) {
                    out.putNextEntry(new JarEntry(name));
                    Files.copy(file, out);
                }
            }
        }
    }
}
