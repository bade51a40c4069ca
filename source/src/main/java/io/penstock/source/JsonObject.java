package io.penstock.source;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a JSON object that somebody reads: the record itself, an object on the path of a column, or a STRUCT. A field
 * that occurs twice is rejected if it is read; which of the two is meant nobody can know.
 */
final class JsonObject {

    /** What reads one field. The vectors are those of the columns, or of a struct's fields. */
    private interface Reader {
        @Nullable
        Rejection read(JsonParser parser, WritableColumnVector[] vectors, int row) throws IOException;

        @Nullable
        Rejection readMissing(WritableColumnVector[] vectors, int row);
    }

    private static final class Field {
        final String path;
        final Reader reader;
        long lastSeen;

        Field(String path, Reader reader) {
            this.path = path;
            this.reader = reader;
        }
    }

    /** The path of this object with a dot behind it; empty for the record. */
    private final String prefix;

    private final boolean rejectsUnknown;
    private final Map<String, Field> byName = new HashMap<>();
    private final List<Field> fields = new ArrayList<>();
    private final Map<String, JsonObject> inner = new HashMap<>();
    private long reading; // the number of the object now read: a field last seen at this number has been there before

    JsonObject(String prefix, boolean rejectsUnknown) {
        this.prefix = prefix;
        this.rejectsUnknown = rejectsUnknown;
    }

    /** Reads the field into the vector of that index. */
    void addValue(String name, int index, JsonValue value) {
        add(name, new Reader() {
            @Override
            public @Nullable Rejection read(JsonParser parser, WritableColumnVector[] vectors, int row)
                    throws IOException {
                return value.read(parser, vectors[index], row);
            }

            @Override
            public @Nullable Rejection readMissing(WritableColumnVector[] vectors, int row) {
                return value.readMissing(vectors[index], row);
            }
        });
    }

    /** The object in this field, which lies on the path of one or more columns; made when first asked for. */
    JsonObject objectAt(String name) {
        JsonObject known = inner.get(name);
        if (known != null) {
            return known;
        }
        JsonObject object = new JsonObject(prefix + name + ".", rejectsUnknown);
        inner.put(name, object);
        add(name, new Reader() {
            @Override
            public @Nullable Rejection read(JsonParser parser, WritableColumnVector[] vectors, int row)
                    throws IOException {
                return switch (parser.currentToken()) {
                    case START_OBJECT -> object.read(parser, vectors, row);
                    case VALUE_NULL -> object.readMissing(vectors, row);
                    default ->
                        new Rejection(
                                Rejection.TYPE,
                                "field " + Excerpt.of(prefix + name) + " is " + JsonValue.kind(parser.currentToken())
                                        + ", expected an object");
                };
            }

            @Override
            public @Nullable Rejection readMissing(WritableColumnVector[] vectors, int row) {
                return object.readMissing(vectors, row);
            }
        });
        return object;
    }

    private void add(String name, Reader reader) {
        Field field = new Field(prefix + name, reader);
        if (byName.put(name, field) != null) {
            throw new IllegalArgumentException("Cannot read a JSON field, two columns want it: " + field.path);
        }
        fields.add(field);
    }

    /** Reads from the opening brace to the closing one. */
    @Nullable
    Rejection read(JsonParser parser, WritableColumnVector[] vectors, int row) throws IOException {
        long now = ++reading;
        int found = 0;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            Field field = byName.get(name);
            if (field == null) {
                if (rejectsUnknown) {
                    return unknown(prefix + name);
                }
                parser.skipChildren();
                continue;
            }
            if (field.lastSeen == now) {
                return duplicate(field.path);
            }
            field.lastSeen = now;
            found++;
            Rejection rejection = field.reader.read(parser, vectors, row);
            if (rejection != null) {
                return rejection;
            }
        }
        return found == fields.size() ? null : readUnseen(now, vectors, row);
    }

    private @Nullable Rejection readUnseen(long now, WritableColumnVector[] vectors, int row) {
        for (Field field : fields) {
            if (field.lastSeen != now) {
                Rejection rejection = field.reader.readMissing(vectors, row);
                if (rejection != null) {
                    return rejection;
                }
            }
        }
        return null;
    }

    private @Nullable Rejection readMissing(WritableColumnVector[] vectors, int row) {
        return readUnseen(++reading, vectors, row);
    }

    static Rejection duplicate(String path) {
        return new Rejection(Rejection.DUPLICATE_FIELD, "field " + Excerpt.of(path) + " occurs twice");
    }

    private static Rejection unknown(String path) {
        return new Rejection(Rejection.UNKNOWN_FIELD, "field " + Excerpt.of(path) + " is read by no column");
    }
}
