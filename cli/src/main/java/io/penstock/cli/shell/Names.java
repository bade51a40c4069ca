package io.penstock.cli.shell;

import java.util.Locale;
import java.util.regex.Pattern;

/** Names of tables and columns as they stand in SQL. */
final class Names {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final String CATALOG = "penstock.";

    private Names() {}

    /** One part of a name as it can stand in a statement. */
    static String quoted(String name) {
        return PLAIN.matcher(name).matches() ? name : "`" + name.replace("`", "``") + "`";
    }

    /** A form that is the same for all ways to write a name: without quotes, catalog and capital letters. */
    static String plain(String name) {
        String lower = name.replace("`", "").toLowerCase(Locale.ROOT);
        return lower.startsWith(CATALOG) ? lower.substring(CATALOG.length()) : lower;
    }
}
