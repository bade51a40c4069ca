package io.penstock.source;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.jspecify.annotations.Nullable;

/** A STRUCT column from a JSON object. */
final class JsonStruct extends JsonValue {

    private final List<JsonValue> fields;
    private final JsonObject object;
    private @Nullable WritableColumnVector vector;
    private WritableColumnVector[] children = {};

    /** @param object reads the fields, each into the child of the same index */
    JsonStruct(Column column, List<JsonValue> fields, JsonObject object) {
        super(column);
        this.fields = List.copyOf(fields);
        this.object = object;
    }

    @Override
    @Nullable
    Rejection readNotNull(JsonParser parser, WritableColumnVector vector, int row) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            return wrongKind(parser);
        }
        vector.putNotNull(row);
        return object.read(parser, children(vector), row);
    }

    @Override
    void putNull(WritableColumnVector vector, int row) {
        vector.putNull(row);
        WritableColumnVector[] children = children(vector);
        for (int i = 0; i < children.length; i++) {
            fields.get(i).putNull(children[i], row);
        }
    }

    @Override
    void reserve(WritableColumnVector vector, int rows) {
        vector.reserve(rows);
        WritableColumnVector[] children = children(vector);
        for (int i = 0; i < children.length; i++) {
            fields.get(i).reserve(children[i], rows);
        }
    }

    /** The children of the vector, remembered: it is the same one from row to row. */
    private WritableColumnVector[] children(WritableColumnVector parent) {
        if (parent != vector) {
            children = new WritableColumnVector[fields.size()];
            for (int i = 0; i < children.length; i++) {
                children[i] = parent.getChild(i);
            }
            vector = parent;
        }
        return children;
    }
}
