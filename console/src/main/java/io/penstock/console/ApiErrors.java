package io.penstock.console;

import io.penstock.engine.InvalidPipelineException;
import io.penstock.engine.PipelineFailedException;
import io.penstock.engine.RefusedException;
import io.penstock.engine.UnavailableException;
import io.penstock.engine.deploy.ReplaceRefusedException;
import io.penstock.engine.deploy.UnknownPipelineException;
import io.penstock.engine.sql.SqlException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place that turns exceptions into HTTP statuses and messages. */
final class ApiErrors {

    private static final Logger LOG = LoggerFactory.getLogger(ApiErrors.class);

    /** An answer to a request that failed. */
    record Answer(int status, Map<String, Object> body) {}

    private final Path log;

    /** @param log the log file that errors of ours point to */
    ApiErrors(Path log) {
        this.log = log;
    }

    Answer of(Throwable failure) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("error", String.valueOf(failure.getMessage()));
        int status = status(failure);
        if (failure instanceof InvalidPipelineException invalid) {
            int count = invalid.problems().size();
            body.put("error", "The pipeline has %d %s".formatted(count, count == 1 ? "problem" : "problems"));
            body.put("problems", invalid.problems());
        } else if (failure instanceof ReplaceRefusedException refused) {
            body.put("changes", refused.changes());
        } else if (failure instanceof RejectedExecutionException) {
            body.put("error", "Cannot take the request, too many are being served; try again in a moment");
        } else if (status == 500) {
            LOG.atError().setCause(failure).log("request failed");
            body.put("error", "The runtime failed: " + text(failure));
            body.put("log", log.toString());
        }
        return new Answer(status, body);
    }

    /** An answer to what was refused before anybody looked at it. */
    static Answer of(int status, String message) {
        return new Answer(status, Map.of("error", message));
    }

    private static int status(Throwable failure) {
        if (failure instanceof RefusedRequestException refused) {
            return refused.status();
        } else if (failure instanceof BadRequestException) {
            return 400;
        } else if (failure instanceof UnknownPipelineException) {
            return 404;
        } else if (failure instanceof InvalidPipelineException) {
            return 422;
        } else if (failure instanceof RefusedException
                || failure instanceof ReplaceRefusedException
                || failure instanceof PipelineFailedException) {
            return 409;
        } else if (failure instanceof UnavailableException || failure instanceof RejectedExecutionException) {
            return 503;
        }
        return failure instanceof SqlException sql ? status(sql.kind()) : 500;
    }

    private static int status(SqlException.Kind kind) {
        return switch (kind) {
            case REFUSED -> 403;
            case INVALID, FAILED -> 400;
            case CANCELLED -> 409;
            case TIMED_OUT -> 504;
        };
    }

    private static String text(Throwable failure) {
        return failure.getMessage() == null ? failure.getClass().getName() : failure.getMessage();
    }
}
