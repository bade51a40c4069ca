package io.penstock.source;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.penstock.pipeline.JsonDecode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedList;
import java.util.List;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Columns are the strings and numbers at the end of their paths. */
final class JsonPlaces extends ColumnPlaces {

    private final List<List<String>> paths = new ArrayList<>();

    JsonPlaces(JsonDecode spec, StructType columns, List<Wanted> wanted) {
        for (Wanted column : wanted) {
            String name = columns.fieldNames()[column.column()];
            String path = spec.paths().get(name);
            List<String> steps = new ArrayList<>(path == null ? List.of(name) : Arrays.asList(path.split("\\.", -1)));
            steps.addAll(column.fields());
            paths.add(steps);
        }
    }

    @Override
    public @Nullable List<Place> find(byte[] value) {
        int mark = Utf8.byteOrderMark(value, 0, value.length);
        List<Place> places = new ArrayList<>();
        try (JsonParser parser = JsonDecoder.JSON.createParser(value, mark, value.length - mark)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                int index = token.isScalarValue() || token.isStructStart() ? paths.indexOf(path(parser, token)) : -1;
                if (index >= 0 && token != JsonToken.VALUE_NULL) {
                    Place place = place(index, parser, token, value, mark);
                    if (place == null) {
                        return null;
                    }
                    places.add(place);
                }
            }
        } catch (IOException e) {
            return null;
        }
        return places;
    }

    /** Names of the fields that lead to the token; empty within an array, which no column's path leads through. */
    private static List<String> path(JsonParser parser, JsonToken token) {
        LinkedList<String> path = new LinkedList<>();
        JsonStreamContext context = parser.getParsingContext();
        if (token.isStructStart()) {
            context = context.getParent();
        }
        for (; context != null && !context.inRoot(); context = context.getParent()) {
            if (!context.inObject()) {
                return List.of();
            }
            path.addFirst(context.getCurrentName());
        }
        return path;
    }

    private static @Nullable Place place(int index, JsonParser parser, JsonToken token, byte[] value, int mark)
            throws IOException {
        int from = mark + Math.toIntExact(parser.currentTokenLocation().getByteOffset());
        String text = parser.getText();
        if (token == JsonToken.VALUE_STRING && value[from] == '"') {
            return new Place(index, from, stringEnd(value, from), text, JsonPlaces::string);
        }
        boolean number = token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT;
        if (number && value[from] == text.charAt(0)) {
            return new Place(index, from, from + text.length(), text, other -> other);
        }
        return null;
    }

    private static int stringEnd(byte[] value, int openingQuote) {
        int i = openingQuote + 1;
        while (value[i] != '"') {
            i += value[i] == '\\' ? 2 : 1;
        }
        return i + 1;
    }

    private static String string(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
}
