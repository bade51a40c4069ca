package io.penstock.console;

import java.util.Map;
import java.util.Objects;
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
     */
    record Apply(
            @Nullable String file,
            @Nullable String text,
            @Nullable Map<String, String> jars,
            @Nullable Boolean start,
            boolean dryRun) {

        Apply {
            file = Objects.requireNonNullElse(file, "pipeline.yaml");
            jars = Objects.requireNonNullElse(jars, Map.of());
            start = Objects.requireNonNullElse(start, true);
            required("text", text);
        }
    }

    /**
     * @param files what the files hold that the test file names, by these names, in base64
     * @param jars what the jars hold that the pipeline's file names, by the paths that it has, in base64
     */
    record Test(
            @Nullable String file,
            @Nullable String text,
            @Nullable String pipelineFile,
            @Nullable String pipelineText,
            @Nullable Map<String, String> files,
            @Nullable Map<String, String> jars) {

        Test {
            jars = Objects.requireNonNullElse(jars, Map.of());
            file = Objects.requireNonNullElse(file, "pipeline.test.yaml");
            pipelineFile = Objects.requireNonNullElse(pipelineFile, "pipeline.yaml");
            files = Objects.requireNonNullElse(files, Map.of());
            required("text", text);
            required("pipeline_text", pipelineText);
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
