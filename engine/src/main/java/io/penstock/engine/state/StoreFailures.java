package io.penstock.engine.state;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.jspecify.annotations.Nullable;

/** Tells a file system that does not answer, or does not let us in, from files that are missing or damaged. */
public final class StoreFailures {

    // by name: neither is on the class path of those who keep nothing in S3
    private static final String S3 = "org.apache.hadoop.fs.s3a.";
    private static final String S3_CLIENT = "software.amazon.awssdk.";

    private StoreFailures() {}

    /** The file system's own words for it, or nothing where what failed is something else. */
    public static @Nullable String find(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof FileAlreadyExistsException) {
                return null; // an answer, and what a client says of it is beneath
            }
            if (cause instanceof IOException failure && isOfTheStore(failure)) {
                return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
            }
        }
        return null;
    }

    private static boolean isOfTheStore(IOException failure) {
        if (failure instanceof FileNotFoundException) {
            return false;
        }
        Throwable cause = failure.getCause();
        return failure.getClass().getName().startsWith(S3)
                || (cause != null && cause.getClass().getName().startsWith(S3_CLIENT))
                || failure instanceof ConnectException
                || failure instanceof NoRouteToHostException
                || failure instanceof SocketTimeoutException
                || failure instanceof UnknownHostException;
    }
}
