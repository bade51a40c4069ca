package io.penstock.source;

import io.penstock.pipeline.TextDecode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Columns are what their groups match. Of groups that overlap the outer one is found. */
final class TextPlaces extends ColumnPlaces {

    private final NamedGroups named;
    private final @Nullable String nullValue;
    private final List<String> groups = new ArrayList<>();
    private final SteppedText text = new SteppedText();

    TextPlaces(TextDecode spec, StructType columns, List<Wanted> wanted) {
        this.named = NamedGroups.of(spec.regex());
        this.nullValue = spec.nullValue();
        for (Wanted column : wanted) {
            String name = columns.fieldNames()[column.column()];
            groups.add(NamedGroups.group(named.names().indexOf(name)));
        }
    }

    @Override
    public @Nullable List<Place> find(byte[] value) {
        int start = Utf8.byteOrderMark(value, 0, value.length);
        text.open(value, start, LineEnd.before(value, start, value.length));
        Matcher matcher = named.pattern().matcher(text);
        try {
            return matcher.matches() ? places(matcher, value) : null;
        } catch (SteppedText.TooManyStepsException | StackOverflowError e) { // as where it is decoded
            return null;
        }
    }

    private List<Place> places(Matcher matcher, byte[] value) {
        List<Place> all = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            int first = matcher.start(groups.get(i));
            if (first >= 0) {
                int from = text.offset(first);
                int to = text.offset(matcher.end(groups.get(i)));
                String found = new String(value, from, to - from, StandardCharsets.UTF_8);
                if (!found.isEmpty() && !found.equals(nullValue)) {
                    all.add(new Place(i, from, to, found, other -> other));
                }
            }
        }
        all.sort(Comparator.comparingInt(Place::from)
                .thenComparing(Comparator.comparingInt(Place::to).reversed()));
        List<Place> outer = new ArrayList<>();
        int end = 0;
        for (Place place : all) {
            if (place.from() >= end) {
                outer.add(place);
                end = place.to();
            }
        }
        return outer;
    }
}
