package io.penstock.cli.init;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Names that a table can have side by side: none that SQL takes for another (case does not count), none that the table
 * format keeps for itself.
 */
final class ColumnNames {

    private static final int LONGEST = 128;
    private static final Pattern KEPT =
            Pattern.compile("_(kafka_.*|file|pos|deleted|spec_id|partition|row_id|.*snapshot.*)");

    private final List<String> names = new ArrayList<>();
    private final Set<String> taken = new HashSet<>();

    /** Adds a column. @return its name: the wanted one, or one like it */
    String add(String wanted) {
        String clean = wanted.replaceAll("[\\p{Cntrl}`.'\"\\\\]", "_").strip();
        String name = clean.isEmpty() || KEPT.matcher(clean).matches() ? "column" + clean : clean;
        name = name.length() > LONGEST ? name.substring(0, LONGEST) : name;
        String distinct = name;
        for (int number = 2; !taken.add(distinct.toLowerCase(Locale.ROOT)); number++) {
            distinct = name + "_" + number;
        }
        names.add(distinct);
        return distinct;
    }

    List<String> all() {
        return List.copyOf(names);
    }
}
