package io.penstock.bench.contender;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** JSON by Jackson's streaming parser, which checks the UTF-8. */
final class JsonRecordParser extends RecordParser {

    private final JsonFactory factory = new JsonFactory();
    private final Map<String, Integer> columns = new HashMap<>();
    private final Map<String, Map<String, Integer>> nested = new HashMap<>();
    private final ColumnType[] types;

    JsonRecordParser(Workload workload) {
        types = workload.columns().stream().map(Column::type).toArray(ColumnType[]::new);
        for (int i = 0; i < types.length; i++) {
            String path = workload.columns().get(i).path();
            int dot = path.indexOf('.');
            if (dot < 0) {
                columns.put(path, i);
            } else {
                nested.computeIfAbsent(path.substring(0, dot), parent -> new HashMap<>())
                        .put(path.substring(dot + 1), i);
            }
        }
    }

    @Override
    public boolean parse(byte[] record, ParsedRow into) {
        try (JsonParser parser = factory.createParser(record)) {
            return parser.nextToken() == JsonToken.START_OBJECT
                    && object(parser, columns, into) == types.length
                    && parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    /** @return how many columns were filled */
    private int object(JsonParser parser, Map<String, Integer> fields, ParsedRow into) throws IOException {
        int filled = 0;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken token = parser.nextToken();
            Integer column = fields.get(name);
            if (column != null) {
                filled += value(parser, token, column, into) ? 1 : 0;
            } else if (token == JsonToken.START_OBJECT && fields == columns && nested.containsKey(name)) {
                filled += object(parser, nested.get(name), into);
            } else {
                parser.skipChildren();
            }
        }
        return filled;
    }

    private boolean value(JsonParser parser, JsonToken token, int column, ParsedRow into) throws IOException {
        switch (types[column]) {
            case STRING -> {
                if (token != JsonToken.VALUE_STRING) {
                    return false;
                }
                byte[] text = parser.getText().getBytes(StandardCharsets.UTF_8);
                into.text(column, text, 0, text.length);
            }
            case DOUBLE -> {
                if (!token.isNumeric()) {
                    return false;
                }
                into.decimal(column, parser.getDoubleValue());
            }
            case LONG, TIMESTAMP -> {
                if (token != JsonToken.VALUE_NUMBER_INT) {
                    return false;
                }
                if (types[column] == ColumnType.LONG) {
                    into.number(column, parser.getLongValue());
                } else {
                    into.timestamp(column, parser.getLongValue());
                }
            }
        }
        return true;
    }
}
