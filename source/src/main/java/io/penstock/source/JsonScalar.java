package io.penstock.source;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.jspecify.annotations.Nullable;

/** A column of one JSON string, number or boolean. Kinds are never converted: a number in quotes is a string. */
final class JsonScalar extends JsonValue {

    private enum Kind {
        STRING,
        NUMBER,
        BOOLEAN
    }

    private final Kind kind;
    private final TextWriter writer;
    private final JsonText text;

    JsonScalar(Column column, String timestampFormat, JsonText text) {
        super(column);
        this.kind = kind(column.type(), timestampFormat);
        this.writer = TextWriters.create(column, timestampFormat);
        this.text = text;
    }

    private static Kind kind(DataType type, String timestampFormat) {
        if (type instanceof BooleanType) {
            return Kind.BOOLEAN;
        }
        boolean isEpoch = TextWriters.isTimestamp(type) && TextWriters.isEpoch(timestampFormat);
        return type instanceof NumericType || isEpoch ? Kind.NUMBER : Kind.STRING;
    }

    @Override
    @Nullable
    Rejection readNotNull(JsonParser parser, WritableColumnVector vector, int row) throws IOException {
        boolean isRightKind =
                switch (parser.currentToken()) {
                    case VALUE_STRING -> kind == Kind.STRING;
                    case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> kind == Kind.NUMBER;
                    case VALUE_TRUE, VALUE_FALSE -> kind == Kind.BOOLEAN;
                    default -> false;
                };
        if (!isRightKind) {
            return wrongKind(parser);
        }
        if (!text.load(parser)) {
            return loneSurrogate(column);
        }
        return writer.write(text.bytes(), 0, text.length(), vector, row);
    }

    static Rejection loneSurrogate(Column column) {
        return new Rejection(
                Rejection.UTF_8, "column '" + column.name() + "' has half of a surrogate pair, which is no character");
    }
}
