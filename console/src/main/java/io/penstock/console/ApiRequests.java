package io.penstock.console;

import io.penstock.engine.record.Recorder;
import io.penstock.engine.test.PipelineTests;
import io.penstock.pipeline.BatchInput;
import io.penstock.pipeline.BatchRange;
import io.penstock.pipeline.Excerpt;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The bodies of requests. */
final class ApiRequests {

    private ApiRequests() {}

    /**
     * @param file name of the file, for messages
     * @param jars what the jars hold that the file names, by the paths that it has, in base64
     */
    record Validate(@Nullable String file, @Nullable String text, @Nullable Map<String, String> jars) {

        Validate {
            file = Objects.requireNonNullElse(file, "pipeline.yaml");
            jars = Objects.requireNonNullElse(jars, Map.of());
            required("text", text);
        }
    }

    /**
     * @param jars what the jars hold that the file names, by the paths that it has, in base64
     * @param start whether it is to run, the default
     * @param dryRun whether only to say what would be done
     * @param batch what to read where it is to run as a batch
     */
    record Apply(
            @Nullable String file,
            @Nullable String text,
            @Nullable Map<String, String> jars,
            @Nullable Boolean start,
            boolean dryRun,
            @Nullable Range batch) {

        Apply {
            file = Objects.requireNonNullElse(file, "pipeline.yaml");
            jars = Objects.requireNonNullElse(jars, Map.of());
            start = Objects.requireNonNullElse(start, true);
            required("text", text);
        }
    }

    /** @param next the path of the page that a link leads to */
    record Link(@Nullable String next) {

        private static final Pattern PATH = Pattern.compile("/([A-Za-z0-9._~%-][A-Za-z0-9._~%/-]{0,499})?");

        Link {
            if (next != null && !PATH.matcher(next).matches()) {
                throw new BadRequestException(
                        "Cannot make a link, next is no path of the console: " + Excerpt.of(next), null);
            }
        }
    }

    /**
     * Ends of a range, as they are written, or files.
     *
     * @param input files of the runtime's machine in the place of topics, by source: absolute paths or patterns
     * @param skipHeader whether the first line of each file is left out
     */
    record Range(
            @Nullable String from,
            @Nullable String to,
            @Nullable Map<String, String> input,
            @Nullable Boolean skipHeader) {

        /** @throws BadRequestException when one is neither a time nor offsets, or a path is not absolute */
        BatchRange parsed() {
            try {
                BatchInput files = input == null ? null : new BatchInput(input, Boolean.TRUE.equals(skipHeader));
                return new BatchRange(from, to, files);
            } catch (IllegalArgumentException e) {
                throw new BadRequestException(String.valueOf(e.getMessage()), e);
            }
        }
    }

    /**
     * @param files what the files hold that the test file names, by these names, in base64
     * @param jars what the jars hold that the pipeline's file names, by the paths that it has, in base64
     * @param limitSeconds how long each case may take
     */
    record Test(
            @Nullable String file,
            @Nullable String text,
            @Nullable String pipelineFile,
            @Nullable String pipelineText,
            @Nullable Map<String, String> files,
            @Nullable Map<String, String> jars,
            @Nullable Long limitSeconds) {

        Test {
            limitSeconds = Objects.requireNonNullElse(limitSeconds, PipelineTests.USUAL_LIMIT.toSeconds());
            jars = Objects.requireNonNullElse(jars, Map.of());
            file = Objects.requireNonNullElse(file, "pipeline.test.yaml");
            pipelineFile = Objects.requireNonNullElse(pipelineFile, "pipeline.yaml");
            files = Objects.requireNonNullElse(files, Map.of());
            required("text", text);
            required("pipeline_text", pipelineText);
        }
    }

    /**
     * @param name of the case
     * @param rows records of each source
     * @param mask columns to mask
     * @param bad whether records that cannot be decoded are taken as they are, also where columns are masked
     */
    record Sample(@Nullable String name, @Nullable Integer rows, @Nullable List<String> mask, boolean bad) {

        private static final int USUAL_ROWS = 100;

        Sample {
            required("name", name);
            rows = Objects.requireNonNullElse(rows, USUAL_ROWS);
            mask = Objects.requireNonNullElse(mask, List.of());
            if (rows < 1 || rows > Recorder.MOST_ROWS) {
                throw new BadRequestException(
                        "Cannot read the request, rows is %d, expected 1 to %d".formatted(rows, Recorder.MOST_ROWS),
                        null);
            }
        }

        Recorder.Request request() {
            return new Recorder.Request(
                    Objects.requireNonNull(name), Objects.requireNonNull(rows), Objects.requireNonNull(mask), bad);
        }
    }

    /** @param write whether more than reading is allowed */
    record Sql(
            @Nullable String sql,
            boolean write,
            @Nullable Long maxRows,
            @Nullable Long maxBytes,
            @Nullable Long timeoutSeconds) {

        Sql {
            required("sql", sql);
        }
    }

    /** Either the code of a link, or a name and a password. */
    record SignIn(@Nullable String code, @Nullable String name, @Nullable String password) {}

    /** @param role {@code viewer} or {@code editor} */
    record User(@Nullable String name, @Nullable String role, @Nullable String password) {}

    /** Which dead letters to replay; all when nothing is said. */
    record Replay(
            @Nullable String stage,
            @Nullable String rule,
            @Nullable String topic,
            @Nullable Integer partition,
            @Nullable Long offset) {}

    private static void required(String key, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw new BadRequestException("Cannot read the request, its body lacks: " + key, null);
        }
    }
}
