package io.penstock.engine.dashboard;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.TimestampType;

/** Names and values as SQL writes them. Whatever is in a value, it stays one: a text that is not plain is written in hexadecimal. */
final class SqlText {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9 _.,:@+-]*");

    private SqlText() {}

    /** {@code `minute`.`start`}. */
    static String name(Field field) {
        return name(field.path());
    }

    static String name(List<String> path) {
        return path.stream().map(step -> "`" + step.replace("`", "``") + "`").collect(Collectors.joining("."));
    }

    /** The field's value, a number as one that JSON has. */
    static String value(Field field) {
        return field.type() instanceof DecimalType ? number(field) : name(field);
    }

    /** The field's value as a DOUBLE. */
    static String number(Field field) {
        return "CAST(" + name(field) + " AS DOUBLE)";
    }

    /** The field's value as a TIMESTAMP. */
    static String time(Field field) {
        return field.type() instanceof TimestampType ? name(field) : "CAST(" + name(field) + " AS TIMESTAMP)";
    }

    /** A value that a field is compared with. A FLOAT is never equal to the DOUBLE that is written like it. */
    static String literal(Field field, Object value) {
        return field.type() instanceof FloatType && value instanceof Number
                ? "CAST('" + value + "' AS FLOAT)"
                : literal(value);
    }

    /** A value that is found: String, BigDecimal, Boolean, Instant, Long or Double. */
    static String literal(Object value) {
        if (value instanceof Boolean flag) {
            return flag.toString().toUpperCase(Locale.ROOT);
        } else if (value instanceof Instant time) {
            return "TIMESTAMP '" + time + "'";
        } else if (value instanceof Long number) {
            return number == Long.MIN_VALUE ? "CAST('" + number + "' AS BIGINT)" : number + "L";
        } else if (value instanceof Double number) {
            return "CAST('" + number + "' AS DOUBLE)";
        } else if (value instanceof BigDecimal number) {
            try {
                return literal(number.longValueExact());
            } catch (ArithmeticException e) {
                return literal(number.doubleValue());
            }
        } else if (value instanceof String text) {
            return PLAIN.matcher(text).matches()
                    ? "'" + text + "'"
                    : "CAST(X'" + HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8)) + "' AS STRING)";
        }
        throw new IllegalArgumentException("Cannot write as SQL: " + value.getClass());
    }
}
