package io.penstock.source;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.jspecify.annotations.Nullable;

/** Writes the JSON values of one column, or of one place inside a nested column. */
abstract class JsonValue {

    final Column column;

    JsonValue(Column column) {
        this.column = column;
    }

    /**
     * Writes the value that the parser stands at the first token of, and leaves the parser at its last.
     *
     * @return null when written, else why not; the parser then stands anywhere
     */
    final @Nullable Rejection read(JsonParser parser, WritableColumnVector vector, int row) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            if (!column.nullable()) {
                return column.isNull();
            }
            putNull(vector, row);
            return null;
        }
        return readNotNull(parser, vector, row);
    }

    /** Writes NULL for a value that is not in the record. @return null when written, or that it must be there. */
    final @Nullable Rejection readMissing(WritableColumnVector vector, int row) {
        if (!column.nullable()) {
            return column.isMissing();
        }
        putNull(vector, row);
        return null;
    }

    abstract @Nullable Rejection readNotNull(JsonParser parser, WritableColumnVector vector, int row)
            throws IOException;

    void putNull(WritableColumnVector vector, int row) {
        vector.putNull(row);
    }

    /** Makes room for that many rows: of nested vectors, each has to be told. */
    void reserve(WritableColumnVector vector, int rows) {
        vector.reserve(rows);
    }

    /** The parser's token is of a kind that the column does not take. */
    final Rejection wrongKind(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        String text = token.isScalarValue() ? ": " + Excerpt.of(parser.getText()) : "";
        return column.type("is " + kind(token) + ", expected " + column.typeName() + text);
    }

    static String kind(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> "a JSON object";
            case START_ARRAY -> "a JSON array";
            case VALUE_STRING -> "a JSON string";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a JSON number";
            case VALUE_TRUE, VALUE_FALSE -> "a JSON boolean";
            case VALUE_NULL -> "null";
            default -> throw new IllegalStateException("Cannot name a JSON value, no value starts with: " + token);
        };
    }
}
