package io.penstock.sinks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/** Writes rows of an Iceberg table as JSON objects that the JSON decoder reads back without loss. Not thread-safe. */
final class RecordJson {

    private static final JsonFactory JSON = new JsonFactory();

    private final List<Types.NestedField> columns;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);

    RecordJson(Schema columns) {
        this.columns = columns.columns();
    }

    byte[] bytes(StructLike row) throws IOException {
        bytes.reset();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            write(json, columns, row);
        }
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator json, List<Types.NestedField> fields, StructLike row) throws IOException {
        json.writeStartObject();
        for (int i = 0; i < fields.size(); i++) {
            json.writeFieldName(fields.get(i).name());
            write(json, fields.get(i).type(), row.get(i, Object.class));
        }
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Type type, @Nullable Object value) throws IOException {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof Boolean flag) {
            json.writeBoolean(flag);
        } else if (value instanceof Integer number) {
            json.writeNumber(number);
        } else if (value instanceof Long number) {
            json.writeNumber(number);
        } else if (value instanceof Float number) {
            json.writeNumber(number); // NaN becomes a text, which is rejected as any NaN is
        } else if (value instanceof Double number) {
            json.writeNumber(number);
        } else if (value instanceof BigDecimal number) {
            json.writeNumber(number);
        } else if (value instanceof ByteBuffer binary) {
            byte[] copy = new byte[binary.remaining()];
            binary.duplicate().get(copy);
            json.writeBinary(copy);
        } else if (value instanceof byte[] binary) {
            json.writeBinary(binary);
        } else if (value instanceof List<?> items) {
            json.writeStartArray();
            for (Object item : items) {
                write(json, type.asListType().elementType(), item);
            }
            json.writeEndArray();
        } else if (value instanceof Map<?, ?> entries) {
            json.writeStartObject();
            for (Map.Entry<?, ?> entry : entries.entrySet()) {
                json.writeFieldName(String.valueOf(entry.getKey()));
                write(json, type.asMapType().valueType(), entry.getValue());
            }
            json.writeEndObject();
        } else if (value instanceof StructLike struct) {
            write(json, type.asStructType().fields(), struct);
        } else {
            json.writeString(value.toString()); // texts, and dates and times as ISO 8601 has them
        }
    }
}
