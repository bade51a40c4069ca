package io.penstock.engine.driver;

import io.penstock.engine.BatchReport;
import io.penstock.engine.PipelineFailedException;
import io.penstock.engine.RefusedException;
import io.penstock.engine.RunStatus;
import io.penstock.engine.UnavailableException;
import org.jspecify.annotations.Nullable;

/**
 * A line that a driver writes.
 *
 * @param kind what it is about
 * @param status how the run is; not known before it has started
 * @param batch the batch that was committed
 * @param failure whose fault it is that the run did not start or has ended
 * @param reason why, in a sentence
 */
record DriverMessage(
        Kind kind,
        @Nullable RunStatus status,
        @Nullable BatchReport batch,
        @Nullable Failure failure,
        @Nullable String reason) {

    enum Kind {
        STARTED,
        STATUS,
        BATCH,
        ENDED
    }

    /** What becomes of a deployed pipeline depends on it. */
    enum Failure {
        UNAVAILABLE,
        REFUSED,
        FAILED
    }

    static DriverMessage started(RunStatus status) {
        return new DriverMessage(Kind.STARTED, status, null, null, null);
    }

    static DriverMessage status(RunStatus status) {
        return new DriverMessage(Kind.STATUS, status, null, null, null);
    }

    static DriverMessage batch(BatchReport batch, RunStatus status) {
        return new DriverMessage(Kind.BATCH, status, batch, null, null);
    }

    static DriverMessage ended(@Nullable RunStatus status, @Nullable Throwable why) {
        if (why == null) {
            return new DriverMessage(Kind.ENDED, status, null, null, null);
        }
        Failure failure = why instanceof UnavailableException
                ? Failure.UNAVAILABLE
                : why instanceof RefusedException ? Failure.REFUSED : Failure.FAILED;
        String reason = why.getMessage() == null ? why.toString() : why.getMessage();
        return new DriverMessage(Kind.ENDED, status, null, failure, reason);
    }

    /** The exception that the driver has met; nothing where it ended in order. */
    @Nullable
    RuntimeException exception() {
        String why = String.valueOf(reason);
        return failure == null
                ? null
                : switch (failure) {
                    case UNAVAILABLE -> new UnavailableException(why);
                    case REFUSED -> new RefusedException(why);
                    case FAILED -> new PipelineFailedException(why);
                };
    }
}
