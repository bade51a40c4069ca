package io.penstock.bench.harness;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A built checkout: the class paths of the contenders, and the versions that lie on them. */
record Checkout(Path root) {

    private static final Map<String, Peer.Module> VERSIONED = Map.of(
            "spark-sql_2.13", Peer.Module.SPARK,
            "iceberg-spark-runtime-4.1_2.13", Peer.Module.SPARK,
            "flink-streaming-java", Peer.Module.FLINK,
            "flink-connector-kafka", Peer.Module.FLINK,
            "iceberg-flink-runtime-2.1", Peer.Module.FLINK,
            "connect-runtime", Peer.Module.CONNECT,
            "iceberg-kafka-connect", Peer.Module.CONNECT,
            "kafka-clients", Peer.Module.HARNESS);

    /** @throws BenchException when something is not built */
    String classPath(Peer.Module module) {
        List<Path> parts = new ArrayList<>();
        parts.add(required(benchmark(module).resolve("target/classes")));
        parts.add(required(root.resolve("benchmarks/contender/target/classes")));
        parts.add(required(library(module)).resolve("*"));
        return String.join(
                File.pathSeparator, parts.stream().map(Path::toString).toList());
    }

    /** The options that the distribution gives to the JVM of its runtime: Spark needs most of them, and they harm nobody. */
    Path runtimeOptions() {
        return required(root.resolve("dist/target/penstock/lib/runtime/jvm.options"));
    }

    /** Versions of what is compared, by artifact. */
    Map<String, String> versions() {
        Map<String, String> versions = new TreeMap<>();
        VERSIONED.forEach((artifact, module) -> {
            Pattern jar = Pattern.compile(Pattern.quote(artifact) + "-([0-9].*)\\.jar");
            try (Stream<Path> files = Files.list(required(library(module)))) {
                files.map(file -> jar.matcher(file.getFileName().toString()))
                        .filter(Matcher::matches)
                        .forEach(match -> versions.put(artifact, match.group(1)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return versions;
    }

    private Path benchmark(Peer.Module module) {
        return root.resolve("benchmarks").resolve(module.name().toLowerCase(Locale.ROOT));
    }

    private Path library(Peer.Module module) {
        return module == Peer.Module.PENSTOCK
                ? root.resolve("dist/target/penstock/lib/runtime")
                : benchmark(module).resolve("target/lib");
    }

    private static Path required(Path path) {
        if (!Files.exists(path)) {
            throw new BenchException("Cannot start the contenders, something is not built: " + path);
        }
        return path;
    }
}
