package io.penstock.source;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.jspecify.annotations.Nullable;

/** A MAP&lt;STRING, …&gt; column from a JSON object; its names are the keys. */
final class JsonMap extends JsonValue {

    private final JsonValue entry;
    private final JsonText text;
    private final Set<String> seen = new HashSet<>();

    JsonMap(Column column, JsonValue entry, JsonText text) {
        super(column);
        this.entry = entry;
        this.text = text;
    }

    @Override
    @Nullable
    Rejection readNotNull(JsonParser parser, WritableColumnVector vector, int row) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            return wrongKind(parser);
        }
        WritableColumnVector keys = vector.getChild(0);
        WritableColumnVector values = vector.getChild(1);
        int first = keys.getElementsAppended();
        int next = first;
        seen.clear();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            if (!seen.add(key)) {
                return JsonObject.duplicate(column.name() + "." + key);
            }
            if (!text.load(key)) {
                return JsonScalar.loneSurrogate(column);
            }
            keys.reserve(next + 1);
            keys.putByteArray(next, text.bytes(), 0, text.length());
            keys.putNotNull(next);
            parser.nextToken();
            entry.reserve(values, next + 1);
            Rejection rejection = entry.read(parser, values, next);
            if (rejection != null) {
                return rejection;
            }
            next++;
            keys.addElementsAppended(1);
            values.addElementsAppended(1);
        }
        vector.putArray(row, first, next - first);
        vector.putNotNull(row);
        return null;
    }
}
