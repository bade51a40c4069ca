package io.penstock.bench.micro;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Measures all decoders in a JVM of their own each, on one core, and prints a table: some three minutes. */
public final class DecodersMain {

    private static final int WARM_UP = 5;
    private static final int ITERATIONS = 5;
    private static final Path LOG = Path.of("benchmarks/target/decoders.log"); // what the measured JVMs say
    private static final double NANOS_PER_MICRO = 1000;

    private DecodersMain() {}

    public static void main(String[] arguments) throws RunnerException, IOException {
        Files.createDirectories(LOG.getParent());
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include("io\\.penstock\\.bench\\.micro\\.\\w+Decoders")
                        .warmupIterations(WARM_UP)
                        .warmupTime(TimeValue.seconds(1))
                        .measurementIterations(ITERATIONS)
                        .measurementTime(TimeValue.seconds(1))
                        .forks(1)
                        .jvmArgsAppend("-Xmx1g")
                        .verbosity(VerboseMode.SILENT)
                        .output(LOG.toString())
                        .shouldFailOnError(true)
                        .build())
                .run();
        String row = "%-12s %-12s %10s %10s %14s%n";
        System.out.printf(row, "workload", "decoder", "ns/record", "+-", "MB/s, one core");
        results.stream()
                .sorted(Comparator.comparing(DecodersMain::workload)
                        .thenComparing(result -> result.getPrimaryResult().getScore()))
                .forEach(result -> {
                    double nanos = result.getPrimaryResult().getScore();
                    double megabytes = Records.averageBytes(workload(result)) / nanos * NANOS_PER_MICRO;
                    String name = result.getParams().getBenchmark();
                    System.out.printf(
                            row,
                            workload(result),
                            name.substring(name.lastIndexOf('.') + 1),
                            String.format(Locale.ROOT, "%.0f", nanos),
                            String.format(
                                    Locale.ROOT,
                                    "%.0f",
                                    result.getPrimaryResult().getScoreError()),
                            String.format(Locale.ROOT, "%.0f", megabytes));
                });
    }

    private static String workload(RunResult result) {
        return result.getParams().getParam("workload");
    }
}
