package io.penstock.engine.test;

import io.penstock.engine.test.PlainRows.Entries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Compares rows with expected ones, whatever their order: as many pairs as can be, and what remains. */
final class RowDifferences {

    private static final int MOST_SHOWN = 20; // of a kind

    private final List<Map<String, @Nullable Object>> expected;
    private final List<Map<String, @Nullable Object>> actual;
    private final int[] expectedOf; // by actual row; negative for none
    private final int[] actualOf;

    RowDifferences(List<Map<String, @Nullable Object>> expected, List<Map<String, @Nullable Object>> actual) {
        this.expected = expected;
        this.actual = actual;
        this.expectedOf = new int[actual.size()];
        this.actualOf = new int[expected.size()];
        Arrays.fill(expectedOf, -1);
        Arrays.fill(actualOf, -1);
        for (int e = 0; e < expected.size(); e++) {
            pair(e, new boolean[actual.size()]);
        }
    }

    /**
     * Finds a row for an expected one, and if it must, another one for the one that had it: an expected row that says little
     * does not take the row of one that says more.
     */
    private boolean pair(int e, boolean[] asked) {
        for (int a = 0; a < actual.size(); a++) {
            if (!asked[a] && fits(expected.get(e), actual.get(a))) {
                asked[a] = true;
                if (expectedOf[a] < 0 || pair(expectedOf[a], asked)) {
                    expectedOf[a] = e;
                    actualOf[e] = a;
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean fits(@Nullable Object expected, @Nullable Object actual) {
        if (actual instanceof Message message) {
            boolean nested = expected instanceof Map || expected instanceof List;
            return nested ? fits(expected, message.tree()) : message.text().equals(expected);
        } else if (expected instanceof Map<?, ?> wanted && actual instanceof Map<?, ?> found) {
            return wanted.entrySet().stream()
                    .allMatch(field ->
                            found.containsKey(field.getKey()) && fits(field.getValue(), found.get(field.getKey())));
        } else if (expected instanceof Entries wanted && actual instanceof Entries found) {
            return wanted.entries().keySet().equals(found.entries().keySet())
                    && fits(wanted.entries(), found.entries());
        } else if (expected instanceof List<?> wanted && actual instanceof List<?> found) {
            for (int i = 0; i < wanted.size(); i++) {
                if (i >= found.size() || !fits(wanted.get(i), found.get(i))) {
                    return false;
                }
            }
            return wanted.size() == found.size();
        }
        return Objects.equals(expected, actual);
    }

    boolean none() {
        return Arrays.stream(expectedOf).allMatch(e -> e >= 0)
                && Arrays.stream(actualOf).allMatch(a -> a >= 0);
    }

    /** What differs, row by row. */
    Text text() {
        List<String> differing = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        List<String> surplus = new ArrayList<>();
        boolean[] shown = new boolean[actual.size()];
        int pairs = 0;
        int lost = 0;
        for (int e = 0; e < expected.size(); e++) {
            if (actualOf[e] < 0) {
                int a = nearest(expected.get(e), shown);
                if (a >= 0) {
                    shown[a] = true;
                    if (pairs++ < MOST_SHOWN) {
                        differing.add("~ " + PlainRows.show(actual.get(a)));
                        differences("", expected.get(e), actual.get(a)).forEach(line -> differing.add("    " + line));
                    }
                } else if (lost++ < MOST_SHOWN) {
                    missing.add("- " + PlainRows.show(expected.get(e)));
                }
            }
        }
        int found = 0;
        for (int a = 0; a < actual.size(); a++) {
            if (expectedOf[a] < 0 && !shown[a] && found++ < MOST_SHOWN) {
                surplus.add("+ " + PlainRows.show(actual.get(a)));
            }
        }
        List<String> lines = new ArrayList<>(differing);
        lines.addAll(missing);
        lines.addAll(surplus);
        int left = Math.max(0, pairs - MOST_SHOWN) + Math.max(0, lost - MOST_SHOWN) + Math.max(0, found - MOST_SHOWN);
        if (left > 0) {
            lines.add("… and %,d more".formatted(left));
        }
        return new Text(summary(pairs, lost, found), lines);
    }

    /** @param summary how many rows differ how */
    record Text(String summary, List<String> lines) {}

    private static String summary(int differing, int missing, int surplus) {
        List<String> parts = new ArrayList<>();
        if (differing > 0) {
            parts.add(differing == 1 ? "1 row differs" : "%,d rows differ".formatted(differing));
        }
        if (missing > 0) {
            parts.add(count(missing, parts.isEmpty()) + " missing");
        }
        if (surplus > 0) {
            parts.add(count(surplus, parts.isEmpty()) + " not expected");
        }
        return String.join(", ", parts);
    }

    private static String count(int rows, boolean first) {
        String noun = first ? rows == 1 ? " row" : " rows" : "";
        return "%,d%s %s".formatted(rows, noun, rows == 1 ? "is" : "are");
    }

    /** The row that no expected one has and that has most in common with this one, at least half of it. */
    private int nearest(Map<String, @Nullable Object> row, boolean[] taken) {
        int best = -1;
        long most = 0;
        for (int a = 0; a < actual.size(); a++) {
            if (expectedOf[a] < 0 && !taken[a]) {
                Map<String, @Nullable Object> found = actual.get(a);
                long common = row.entrySet().stream()
                        .filter(column -> fits(column.getValue(), found.get(column.getKey())))
                        .count();
                if (common > most && 2 * common >= row.size()) {
                    best = a;
                    most = common;
                }
            }
        }
        return best;
    }

    private static List<String> differences(String path, Map<?, ?> wanted, Map<?, ?> found) {
        List<String> lines = new ArrayList<>();
        wanted.forEach((name, value) -> {
            Object is = found.get(name);
            if (!fits(value, is)) {
                Object tree = is instanceof Message message ? message.tree() : is;
                if (value instanceof Map<?, ?> fields && tree instanceof Map<?, ?> other) {
                    lines.addAll(differences(path + name + ".", fields, other));
                } else {
                    lines.add(
                            "%s%s is %s, expected %s".formatted(path, name, PlainRows.show(is), PlainRows.show(value)));
                }
            }
        });
        return lines;
    }
}
