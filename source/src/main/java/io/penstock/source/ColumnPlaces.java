package io.penstock.source;

import io.penstock.pipeline.CsvDecode;
import io.penstock.pipeline.JsonDecode;
import io.penstock.pipeline.TextDecode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Finds where columns lie in the bytes of a record's value, so that another text can be put there and the rest stays as it is,
 * byte by byte. For values that the decoder takes. Not thread-safe.
 */
public abstract class ColumnPlaces {

    /**
     * A column that is looked for.
     *
     * @param column its index in the decoder's schema
     * @param fields names of the fields that lead from a STRUCT to what is meant; none for the column itself
     */
    public record Wanted(int column, List<String> fields) {

        public Wanted {
            fields = List.copyOf(fields);
        }
    }

    /**
     * A column's text in a value; there is none for a NULL.
     *
     * @param wanted index of what was looked for
     * @param from first byte
     * @param to behind the last byte
     * @param text what the column says, without quotes and escapes
     * @param written how another text is written there
     */
    public record Place(int wanted, int from, int to, String text, UnaryOperator<String> written) {

        /** The bytes of another text. */
        public byte[] bytes(String other) {
            return written.apply(other).getBytes(StandardCharsets.UTF_8);
        }
    }

    /** Makes what finds the columns of a schema. */
    public static ColumnPlaces of(RecordSchema schema, List<Wanted> wanted) {
        if (schema.decode() instanceof CsvDecode csv) {
            return new CsvPlaces(CsvDialect.of(csv), wanted);
        } else if (schema.decode() instanceof JsonDecode json) {
            return new JsonPlaces(json, schema.columns(), wanted);
        } else if (schema.decode() instanceof TextDecode text) {
            return new TextPlaces(text, schema.columns(), wanted);
        }
        return new RawPlaces(wanted);
    }

    /** The places in the order of their bytes, none within another; nothing where one of them cannot be told. */
    public abstract @Nullable List<Place> find(byte[] value);
}
