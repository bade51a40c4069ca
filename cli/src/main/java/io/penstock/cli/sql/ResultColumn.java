package io.penstock.cli.sql;

import java.util.List;
import java.util.Locale;

/** @param type in Spark's DDL */
public record ResultColumn(String name, String type) {

    private static final List<String> NUMBERS =
            List.of("tinyint", "smallint", "int", "bigint", "float", "double", "decimal");
    private static final List<String> SHORT = List.of("boolean", "date", "timestamp", "timestamp_ntz");

    /** Whether its values are numbers, which stand to the right. */
    public boolean isNumber() {
        return NUMBERS.contains(base());
    }

    /** Whether a value that is cut would be taken for another one; such values are short. */
    public boolean isIndivisible() {
        return isNumber() || SHORT.contains(base());
    }

    private String base() {
        return type.toLowerCase(Locale.ROOT).replaceAll("\\(.*", "");
    }
}
