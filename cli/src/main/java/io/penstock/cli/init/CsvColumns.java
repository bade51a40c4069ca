package io.penstock.cli.init;

import io.penstock.cli.init.CsvDialect.Field;
import io.penstock.cli.init.CsvGuesser.Reading;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The columns of a sample that is split into fields. */
final class CsvColumns {

    private static final List<String> NULLS = List.of("NULL", "null", "\\N", "NA", "N/A", "-");

    private final Map<String, String> settings;
    private final List<String> notes = new ArrayList<>();
    private final List<List<Field>> rows;
    /** Those of the usual width: the others tell nothing about columns. */
    private final List<List<Field>> usualRows;

    private final int width;
    private final @Nullable List<String> header;

    CsvColumns(Reading reading, Map<String, String> settings) {
        this.settings = settings;
        List<List<Field>> all = reading.rows();
        boolean headed = all.size() > 1 && isHeader(all.get(0), all.subList(1, all.size()));
        this.header = headed ? all.get(0).stream().map(Field::text).toList() : null;
        this.rows = headed ? all.subList(1, all.size()) : all;
        this.width = header != null && onlyEmptyBehind(header.size()) ? header.size() : Math.max(1, reading.width());
        this.usualRows =
                rows.stream().filter(row -> row.size() == reading.width()).toList();
    }

    /** Rows may end in delimiters with nothing behind them. */
    private boolean onlyEmptyBehind(int columns) {
        return rows.stream().allMatch(row -> row.stream().skip(columns).allMatch(field -> field.text()
                .isEmpty()));
    }

    /** Words over at least one column of something else; or distinct names that do not come again in their columns. */
    private static boolean isHeader(List<Field> first, List<List<Field>> rest) {
        Set<String> names = new HashSet<>();
        for (Field field : first) {
            Values value = new Values();
            value.add(field.text());
            if (field.text().isBlank() || value.isTyped()) {
                return false;
            }
            names.add(field.text());
        }
        boolean overTyped = false;
        boolean again = false;
        for (int column = 0; column < first.size(); column++) {
            overTyped |= values(rest, column, null).isTyped();
            again |= comesAgain(first.get(column).text(), rest, column);
        }
        return !again
                && (overTyped
                        || names.size() == first.size()
                                && names.stream().allMatch(name -> name.matches("[A-Za-z_][A-Za-z0-9_. -]*")));
    }

    private static boolean comesAgain(String name, List<List<Field>> rows, int column) {
        return rows.stream()
                .anyMatch(row -> column < row.size() && row.get(column).text().equals(name));
    }

    private static Values values(List<List<Field>> rows, int column, @Nullable String nullValue) {
        Values values = new Values();
        for (List<Field> row : rows) {
            if (column < row.size()) {
                Field field = row.get(column);
                boolean absent = nullValue == null
                        ? field.text().isEmpty()
                        : field.text().equals(nullValue);
                if (field.quoted() || !absent) {
                    values.add(field.text());
                }
            }
        }
        return values;
    }

    Guess guess() {
        List<String> names = names();
        String nullValue = nullValue();
        if (nullValue != null) {
            settings.put("null-value", "'" + nullValue + "'");
        }
        List<Values> values = new ArrayList<>();
        Map<String, List<TimeFormat>> times = new LinkedHashMap<>();
        for (int column = 0; column < width; column++) {
            values.add(values(usualRows, column, nullValue));
            List<TimeFormat> formats = values.get(column).times(names.get(column));
            if (!formats.isEmpty()) {
                times.put(names.get(column), formats);
            }
        }
        countColumns();
        note(
                "Always empty in the sample, so STRING is a guess: %s.",
                names, column -> values.get(column).count() == 0);
        note(
                "A few values are not of their column's type and become dead letters: %s.",
                names, column -> values.get(column).misfits() > 0);
        TimeChoice time = TimeChoice.among(times);
        List<Guess.Column> columns = new ArrayList<>();
        for (int column = 0; column < width; column++) {
            String name = names.get(column);
            String type = time.types().getOrDefault(name, values.get(column).type());
            boolean full = values.get(column).count() == usualRows.size() && !type.equals("STRING");
            columns.add(new Guess.Column(name, type, full, null));
        }
        return new Guess("csv", columns, time.format(), time.eventTime(), settings, notes);
    }

    private void note(String sentence, List<String> names, IntPredicate which) {
        String named =
                IntStream.range(0, width).filter(which).mapToObj(names::get).collect(Collectors.joining(", "));
        if (!named.isEmpty()) {
            notes.add(sentence.formatted(named));
        }
    }

    private List<String> names() {
        ColumnNames names = new ColumnNames();
        boolean kept = header != null;
        for (int column = 0; column < width; column++) {
            boolean named = header != null && column < header.size();
            String wanted = named ? header.get(column) : "column_" + (column + 1);
            kept &= names.add(wanted).equals(wanted);
        }
        if (kept) {
            settings.put("header", "true");
        } else if (header != null) {
            notes.add("The line of column names could not be used as it is: as a record it becomes a dead letter.");
        }
        return names.all();
    }

    /** A word that stands for NULL in columns which have a type without it. */
    private @Nullable String nullValue() {
        Map<String, Integer> gained = new HashMap<>();
        for (int column = 0; column < width; column++) {
            Values all = values(usualRows, column, null);
            if (hasEmpty(column) || all.isTyped() && all.misfits() == 0) {
                continue;
            }
            for (String word : NULLS) {
                Values others = values(usualRows, column, word);
                if (others.isTyped() && (!all.isTyped() || others.misfits() < all.misfits())) {
                    gained.merge(word, 1, Integer::sum);
                }
            }
        }
        return gained.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(null);
    }

    private boolean hasEmpty(int column) {
        return usualRows.stream()
                .anyMatch(row -> column < row.size() && row.get(column).text().isEmpty());
    }

    private void countColumns() {
        boolean wider = rows.stream().anyMatch(row -> row.size() > width);
        boolean narrower = rows.stream().anyMatch(row -> row.size() < width);
        if (wider && !narrower && onlyEmptyBehind(width)) {
            settings.put("column-count", "allow-extra");
            notes.add("Records have empty fields behind the last column; column-count allows for them.");
        } else if (wider || narrower) {
            notes.add("Some records have another number of fields than %d; they become dead letters.".formatted(width));
        }
    }
}
