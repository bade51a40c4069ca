package io.penstock.engine.state;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;

/** The one way records become JSON in state files: snake_case keys, ISO times, and a line each where many share a file. */
public final class Json {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            // a newer release may have written more
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private Json() {}

    public static byte[] bytes(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot write " + value.getClass().getSimpleName() + " as JSON", e);
        }
    }

    /** @throws CorruptStateException when the bytes are not a JSON form of the type; {@code where} names them */
    public static <T> T parse(byte[] bytes, Class<T> type, String where) {
        try {
            T value = MAPPER.readValue(bytes, type);
            if (value == null) {
                throw new CorruptStateException("Cannot read " + where + ", it is empty", null);
            }
            return value;
        } catch (IOException e) {
            throw new CorruptStateException("Cannot read " + where + ", it is damaged or not ours", e);
        }
    }
}
