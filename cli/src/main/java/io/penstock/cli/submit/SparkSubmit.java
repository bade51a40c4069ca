package io.penstock.cli.submit;

import io.penstock.pipeline.profile.Resources;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Arguments of {@code spark-submit}, put together step by step. */
final class SparkSubmit {

    private static final String MAIN_CLASS = "io.penstock.console.JobMain";

    private final Job job;
    private final List<String> options = new ArrayList<>(List.of("--class", MAIN_CLASS));
    private final Map<String, String> settings = new LinkedHashMap<>();

    SparkSubmit(Job job) {
        this.job = job;
        Resources resources = job.profile().resources();
        settings.put("spark.driver.memory", resources.driverMemory());
        settings.put("spark.driver.cores", String.valueOf(resources.driverCores()));
        settings.put("spark.executor.memory", resources.executorMemory());
        settings.put("spark.executor.cores", String.valueOf(resources.executorCores()));
        settings.put("spark.dynamicAllocation.enabled", String.valueOf(resources.dynamicAllocation()));
    }

    SparkSubmit option(String name, String value) {
        options.addAll(List.of(name, value));
        return this;
    }

    /** Brings the jars of processors to driver and executors. @param place says where a jar lies */
    SparkSubmit processors(Function<Path, String> place) {
        return job.processorJars().isEmpty()
                ? this
                : option("--jars", job.processorJars().stream().map(place).collect(Collectors.joining(",")));
    }

    SparkSubmit flag(String name) {
        options.add(name);
        return this;
    }

    /** One that a setting of the profile replaces. */
    SparkSubmit setting(String name, @Nullable String value) {
        if (value != null) {
            settings.put(name, value);
        }
        return this;
    }

    /**
     * How many executors, where the cluster counts them. A stream runs for months, and Spark ends an application that has lost
     * two for each of its executors since it began: only those of the last hour count.
     */
    SparkSubmit executors() {
        return setting(
                        "spark.executor.instances",
                        String.valueOf(job.profile().resources().executors()))
                .setting("spark.executor.failuresValidityInterval", "1h");
    }

    /** Options and settings, but neither jar nor arguments. */
    List<String> options() {
        Map<String, String> all = new LinkedHashMap<>(settings);
        all.putAll(job.profile().spark());
        List<String> words = new ArrayList<>(options);
        words.addAll(List.of("--name", job.name()));
        all.forEach((name, value) -> words.addAll(List.of("--conf", name + "=" + value)));
        return words;
    }

    /** What the main class is told. */
    static List<String> arguments(String profile, String pipeline) {
        return List.of("--profile", profile, "--pipeline", pipeline);
    }

    /** The whole call. */
    List<String> call(String jar, String profile, String pipeline) {
        List<String> words = new ArrayList<>(List.of("spark-submit"));
        words.addAll(options());
        words.add(jar);
        words.addAll(arguments(profile, pipeline));
        return words;
    }
}
