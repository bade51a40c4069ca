package io.penstock.sinks;

/** A Hive table is needed and the metastore that knows it does not answer. */
public final class MetastoreUnavailableException extends RuntimeException {

    MetastoreUnavailableException(String message) {
        super(message);
    }
}
