package io.penstock.source;

import com.fasterxml.jackson.core.ErrorReportConfiguration;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.jspecify.annotations.Nullable;

/**
 * One record is one JSON object as RFC 8259 has it, with nothing behind it.
 *
 * <p>When several things are wrong, the one is reported that explains the others: bytes that are not UTF-8, then syntax (the
 * record is read to its end for that), then the first field that cannot be read.
 */
final class JsonDecoder implements Decoder {

    static final int MAX_NESTING = 512;

    static final JsonFactory JSON = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.CHARSET_DETECTION) // would take NUL bytes as a sign of UTF-16
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES) // names are data, a producer may make up new ones for ever
            .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW) // depends on records read earlier
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_NESTING)
                    // a record is in memory already, and no number in it is converted before its length is known
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .errorReportConfiguration(ErrorReportConfiguration.builder()
                    .maxErrorTokenLength(Excerpt.MAX_CHARACTERS)
                    .maxRawContentLength(0)
                    .build())
            .build();

    private final JsonObject record;

    JsonDecoder(JsonObject record) {
        this.record = record;
    }

    @Override
    public @Nullable Rejection decode(
            byte @Nullable [] value, int offset, int length, WritableColumnVector[] vectors, int row) {
        if (value == null) {
            return Rejection.WITHOUT_VALUE;
        }
        int end = offset + length;
        Rejection notUtf8 = Utf8.check(value, offset, end);
        if (notUtf8 != null) {
            return notUtf8;
        }
        int mark = Utf8.byteOrderMark(value, offset, end);
        try (JsonParser parser = JSON.createParser(value, offset + mark, length - mark)) {
            return read(parser, vectors, row);
        } catch (StreamConstraintsException e) {
            return new Rejection(Rejection.SYNTAX, "is nested deeper than " + MAX_NESTING + " levels");
        } catch (JsonProcessingException e) {
            return JsonSyntax.rejection(e, mark);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read bytes in memory", e);
        }
    }

    private @Nullable Rejection read(JsonParser parser, WritableColumnVector[] vectors, int row) throws IOException {
        JsonToken first = parser.nextToken();
        if (first == null) {
            return Rejection.WITHOUT_CONTENT;
        }
        Rejection rejection = first == JsonToken.START_OBJECT
                ? record.read(parser, vectors, row)
                : new Rejection(Rejection.NOT_AN_OBJECT, "is " + JsonValue.kind(first) + ", expected an object");
        while (!parser.getParsingContext().inRoot()) {
            parser.nextToken();
        }
        if (parser.nextToken() != null) {
            return new Rejection(
                    Rejection.SYNTAX,
                    "has more behind its end, at byte "
                            + parser.currentTokenLocation().getByteOffset());
        }
        return rejection;
    }
}
