package io.penstock.bench.penstock;

import io.penstock.bench.contender.Job;
import io.penstock.bench.contender.Workload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;

/** The pipeline file of a job, as its user would write it. */
public final class PipelineText {

    /** Name of the source. */
    public static final String SOURCE = "events";

    private static final String VIEWS =
            """
            views:
              hits: |
                SELECT window(at, '1 minute').start AS minute, key, count(*) AS hits FROM events
                GROUP BY window(at, '1 minute'), key
            """;

    private PipelineText() {}

    /** The file of a pipeline that decodes a workload. */
    public static String decoding(Workload workload) {
        Job job = new Job(
                workload,
                "",
                workload.name(),
                1,
                0,
                Path.of(""),
                workload.name().replace("-", ""),
                "",
                Duration.ZERO,
                1);
        return of(job, "available-now");
    }

    static String of(Job job, String trigger) {
        String limit = trigger.equals("realtime") ? "" : ", max-records-per-batch: " + job.batchRecords();
        String time = job.workload().windowed()
                ? "    event-time: at\n    watermark: %d ms\n".formatted(Workload.DELAY_MILLIS)
                : "";
        String views = job.workload().windowed() ? VIEWS : "";
        String output = !job.search().isEmpty()
                ? "{ index: %s, from: events }".formatted(job.table())
                : job.outputTopic().isEmpty()
                        ? "{ table: %s.%s, from: %s }"
                                .formatted(
                                        Job.NAMESPACE,
                                        job.table(),
                                        job.workload().windowed() ? "hits" : SOURCE)
                        : "{ topic: %s, from: events, format: csv }".formatted(job.outputTopic());
        return """
        pipeline: %s
        sources:
          events:
            kafka: { topic: %s%s }
            decode:
        %s
        %s%soutputs:
          out: %s
        trigger: %s
        """
                .formatted(
                        job.table(),
                        job.topic(),
                        limit,
                        decode(job).indent(6).stripTrailing(),
                        time,
                        views,
                        output,
                        trigger);
    }

    private static String decode(Job job) {
        String schema = job.workload().columns().stream()
                .map(column -> column.name() + " " + column.type().sql()
                        // as the other contenders have it: a value that is not there makes the record bad
                        + " NOT NULL")
                .collect(Collectors.joining(", "));
        return switch (job.workload().format()) {
            case CSV -> "csv: { schema: \"%s\", timestamp-format: epoch-millis }".formatted(schema);
            case CSV_ISO -> "csv: { schema: \"%s\" }".formatted(schema);
            case JSON ->
                "json: { schema: \"%s\", timestamp-format: epoch-millis, paths: { %s } }".formatted(schema, paths(job));
            case ACCESS_LOG -> "text: { pattern: apache-combined }";
        };
    }

    private static String paths(Job job) {
        return job.workload().columns().stream()
                .filter(column -> !column.path().equals(column.name()))
                .map(column -> column.name() + ": " + column.path())
                .collect(Collectors.joining(", "));
    }
}
