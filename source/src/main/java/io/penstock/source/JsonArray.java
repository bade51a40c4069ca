package io.penstock.source;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.jspecify.annotations.Nullable;

/** An ARRAY column from a JSON array. */
final class JsonArray extends JsonValue {

    private final JsonValue element;

    JsonArray(Column column, JsonValue element) {
        super(column);
        this.element = element;
    }

    @Override
    @Nullable
    Rejection readNotNull(JsonParser parser, WritableColumnVector vector, int row) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            return wrongKind(parser);
        }
        WritableColumnVector elements = vector.arrayData();
        int first = elements.getElementsAppended();
        int next = first;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            element.reserve(elements, next + 1);
            Rejection rejection = element.read(parser, elements, next);
            if (rejection != null) {
                return rejection;
            }
            elements.addElementsAppended(1);
            next++;
        }
        vector.putArray(row, first, next - first);
        vector.putNotNull(row);
        return null;
    }
}
