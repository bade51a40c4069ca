package io.penstock.source;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Columns are the fields of their index. One that was in quotes is written in quotes again. */
final class CsvPlaces extends ColumnPlaces {

    private final CsvDialect dialect;
    private final CsvScanner scanner;
    private final List<Wanted> wanted;

    CsvPlaces(CsvDialect dialect, List<Wanted> wanted) {
        this.dialect = dialect;
        this.scanner = new CsvScanner(dialect);
        this.wanted = List.copyOf(wanted);
    }

    @Override
    public @Nullable List<Place> find(byte[] value) {
        int start = Utf8.byteOrderMark(value, 0, value.length);
        scanner.open(value, 0, start, LineEnd.before(value, start, value.length));
        List<Place> places = new ArrayList<>();
        for (int column = 0; scanner.hasNext(); column++) {
            int first = scanner.position();
            if (scanner.next() != null) {
                return null;
            }
            for (int i = 0; i < wanted.size(); i++) {
                if (wanted.get(i).column() == column && !isNull()) {
                    places.add(place(i, first, scanner.position() - 1));
                }
            }
        }
        return places;
    }

    private boolean isNull() {
        if (scanner.isLiteral()) {
            return scanner.from() == scanner.to(); // an empty text has nothing to be found
        }
        byte @Nullable [] nullValue = dialect.nullValue();
        return scanner.from() == scanner.to()
                || nullValue != null
                        && Arrays.equals(scanner.bytes(), scanner.from(), scanner.to(), nullValue, 0, nullValue.length);
    }

    /** @param first of the field with its quotes @param last behind it */
    private Place place(int index, int first, int last) {
        int length = scanner.to() - scanner.from();
        String text = new String(scanner.bytes(), scanner.from(), length, StandardCharsets.UTF_8);
        return scanner.isLiteral()
                ? new Place(index, first, last, text, this::literal)
                : new Place(index, scanner.from(), scanner.to(), text, other -> other);
    }

    private String literal(String text) {
        StringBuilder written = new StringBuilder();
        boolean quoted = dialect.quote() != CsvDialect.NONE;
        int escape = dialect.escape() == CsvDialect.NONE ? dialect.quote() : dialect.escape();
        text.chars().forEach(c -> {
            boolean special = c == dialect.quote()
                    || c == dialect.escape()
                    || !quoted && (c == dialect.delimiter() || c == '\r' || c == '\n');
            if (special && escape != CsvDialect.NONE) {
                written.append((char) escape);
            }
            written.append((char) c);
        });
        return quoted ? (char) dialect.quote() + written.toString() + (char) dialect.quote() : written.toString();
    }
}
