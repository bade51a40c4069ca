package io.penstock.api;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row, read by the names of its columns, which are not case-sensitive. Immutable.
 *
 * <p>A column that is not there, or has another type, is an {@link IllegalArgumentException}. NULL is {@code null}; where a method
 * gives a primitive, it is an {@link IllegalArgumentException} too.
 */
public interface Row {

    /** Names of the columns. */
    List<String> columns();

    boolean isNull(String column);

    /** A STRING. */
    @Nullable
    String text(String column);

    /** A whole number of any width that fits an {@code int}. */
    int intValue(String column);

    /** A whole number of any width. */
    long longValue(String column);

    /** A number of any type. */
    double doubleValue(String column);

    boolean booleanValue(String column);

    /** A TIMESTAMP. */
    @Nullable
    Instant instant(String column);

    /** A DATE. */
    @Nullable
    LocalDate date(String column);

    /** A DECIMAL. */
    @Nullable
    BigDecimal decimal(String column);

    /** A BINARY. */
    byte @Nullable [] binary(String column);

    /**
     * Any column: besides the types above as {@code Byte}, {@code Short}, {@code Integer}, {@code Long}, {@code Float}, {@code Double},
     * {@code Boolean} and {@code java.time.LocalDateTime}, and an ARRAY as {@link List}, a MAP as {@link java.util.Map}, a STRUCT as
     * {@link Row}.
     */
    @Nullable
    Object value(String column);
}
