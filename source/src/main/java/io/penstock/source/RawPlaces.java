package io.penstock.source;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The column {@code value} is all of a value that is UTF-8; the others lie around it. */
final class RawPlaces extends ColumnPlaces {

    private final List<Wanted> wanted;

    RawPlaces(List<Wanted> wanted) {
        this.wanted = List.copyOf(wanted);
    }

    @Override
    public @Nullable List<Place> find(byte[] value) {
        for (int i = 0; i < wanted.size(); i++) {
            if (wanted.get(i).column() == RawDecoder.VALUE) {
                return Utf8.check(value, 0, value.length) == null
                        ? List.of(new Place(
                                i, 0, value.length, new String(value, StandardCharsets.UTF_8), other -> other))
                        : null;
            }
        }
        return List.of();
    }
}
