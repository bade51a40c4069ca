/**
 * Decoders: the bytes of one record become the values of one row, or the reason why they cannot.
 *
 * <p>Start at {@link Decoders}, which checks a decoder's settings against a schema and makes the {@link Decoder}. A {@link
 * RecordDecoder} puts columns of key, headers, timestamp and place behind those of the value. A decoder appends to Spark's
 * column vectors and makes no object of its own for a good record; it never throws because of a record and never stores a
 * value that differs from what the record says. Reading Kafka, counting, and keeping what was rejected are left to the engine.
 */
@NullMarked
package io.penstock.source;

import org.jspecify.annotations.NullMarked;
