package io.penstock.engine;

import io.penstock.engine.kafka.DataLoss;
import io.penstock.engine.kafka.DataLoss.Gap;
import io.penstock.engine.kafka.KafkaErrors;
import io.penstock.engine.kafka.KafkaTopics.Topic;
import io.penstock.engine.plan.SparkMessages;
import io.penstock.engine.processor.ProcessorFailedException;
import io.penstock.engine.state.StoreFailures;
import io.penstock.sinks.DatabaseUnavailableException;
import io.penstock.sinks.ForeignBatchException;
import io.penstock.sinks.MetastoreUnavailableException;
import io.penstock.sinks.search.SearchUnavailableException;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/** Says in our words why a query ended, with Spark's and Kafka's own kept as the cause. */
final class Failures {

    private Failures() {}

    /**
     * @param query its name
     * @param topics what it reads
     * @param findGaps finds offsets that are still to be read and gone
     */
    static RuntimeException explain(
            EngineContext context,
            String pipeline,
            String query,
            List<Topic> topics,
            Supplier<List<Gap>> findGaps,
            Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProcessorFailedException) {
                return new PipelineFailedException(String.valueOf(cause.getMessage()), thrown);
            }
            if (cause instanceof PipelineFailedException
                    || cause instanceof RefusedException
                    || cause instanceof UnavailableException
                    || cause instanceof ForeignBatchException) {
                return (RuntimeException) cause;
            }
        }
        UnavailableException outside = unavailableOutside(thrown);
        if (outside != null) {
            return outside;
        }
        for (Topic topic : topics) {
            UnavailableException refused = refusedByKafka(context, topic.name(), thrown);
            if (refused != null) {
                return refused;
            }
        }
        RuntimeException unavailable = unavailableStore(context.settings(), "go on with " + pipeline, thrown);
        if (unavailable != null) {
            return unavailable;
        }
        try {
            List<Gap> gaps = findGaps.get();
            if (!gaps.isEmpty()) {
                return DataLoss.failure(gaps);
            }
        } catch (PipelineFailedException | UnavailableException e) {
            return e;
        }
        Throwable root = root(thrown);
        if (root instanceof MetastoreUnavailableException) {
            return new UnavailableException(String.valueOf(root.getMessage()), thrown);
        }
        String where = "Cannot go on with " + pipeline + "/" + query + ", ";
        if (root instanceof IOException && String.valueOf(root.getMessage()).contains("No space left on device")) {
            return new UnavailableException(where + "the disk is full: " + root.getMessage(), thrown);
        }
        if (concurrentDriver(thrown)) {
            return new PipelineFailedException(
                    where + "another driver works on the same checkpoint. This one stops; nothing was doubled."
                            + " Let only one of them run.",
                    thrown);
        }
        if (root instanceof RecordTooLargeException) {
            return new UnavailableException(
                    where + "a topic takes smaller records than when the run began: " + SparkMessages.firstLine(root),
                    thrown);
        }
        if (root instanceof RetriableException) {
            return new UnavailableException(
                    where + "Kafka at " + context.settings().kafka() + " does not answer: "
                            + SparkMessages.firstLine(root),
                    thrown);
        }
        return PipelineFailedException.unexpected(where + SparkMessages.firstLine(root), thrown);
    }

    /** Spark's own clients read the source; who sends to a topic has said so already. */
    private static @Nullable UnavailableException refusedByKafka(
            EngineContext context, String topic, Throwable thrown) {
        return KafkaErrors.find("read topic " + topic, context.settings().kafka(), topic, AclOperation.READ, thrown);
    }

    /** The exception for a database or OpenSearch that does not answer, or does not let us in; nothing where it is something else. */
    static @Nullable UnavailableException unavailableOutside(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof DatabaseUnavailableException || cause instanceof SearchUnavailableException) {
                return new UnavailableException(String.valueOf(cause.getMessage()), thrown);
            }
        }
        return null;
    }

    /** The exception for a file system that does not answer, or does not let us in; nothing where it is something else. */
    static @Nullable UnavailableException unavailableStore(EngineSettings settings, String what, Throwable thrown) {
        String failure = StoreFailures.find(thrown);
        return failure == null
                ? null
                : new UnavailableException(
                        "Cannot %s, state at %s or tables at %s cannot be reached: %s"
                                .formatted(what, settings.state(), settings.warehouse(), failure),
                        thrown);
    }

    /** Spark notices another driver by the files of its own logs. */
    private static boolean concurrentDriver(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            // Hadoop's words for a log entry that the other has written meanwhile
            boolean written = message.startsWith("Rename destination") && message.endsWith("already exists.");
            if (written || cause instanceof FileAlreadyExistsException) {
                return true;
            }
            if (message.contains("CONCURRENT_STREAM_LOG_UPDATE") || message.contains("Concurrent update to the log")) {
                return true;
            }
        }
        return false;
    }

    private static Throwable root(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root;
    }
}
