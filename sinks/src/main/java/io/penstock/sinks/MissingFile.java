package io.penstock.sinks;

/**
 * A file that a table refers to and that is not there.
 *
 * @param location where it should be
 * @param rows rows it held, or keys
 * @param held which records it held, as far as its statistics say, for a person
 */
public record MissingFile(String location, long rows, String held) {}
