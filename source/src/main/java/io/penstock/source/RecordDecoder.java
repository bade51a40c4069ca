package io.penstock.source;

import io.penstock.pipeline.Decode;
import io.penstock.pipeline.Metadata;
import io.penstock.pipeline.Metadata.From;
import io.penstock.pipeline.Problems;
import io.penstock.pipeline.RawDecode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Turns a whole Kafka record into one row: the columns of the decoder, which reads the value, and behind them those of the
 * metadata. The contract is that of {@link Decoder}; a value that cannot be decoded is reported before a key or header.
 */
public final class RecordDecoder {

    private final Decoder value;
    private final List<MetadataColumn> metadata;

    private RecordDecoder(Decoder value, List<MetadataColumn> metadata) {
        this.value = value;
        this.metadata = List.copyOf(metadata);
    }

    /** The columns of a row. @param decoded what Spark makes of {@link Decode#schema()} */
    public static StructType columns(StructType decoded, Map<String, Metadata> metadata) {
        StructType columns = decoded;
        for (Map.Entry<String, Metadata> entry : metadata.entrySet()) {
            columns = columns.add(entry.getKey(), MetadataColumn.type(entry.getValue()));
        }
        return columns;
    }

    /** Adds what is wrong with the names of metadata, each fault at its column. */
    public static void check(StructType decoded, Map<String, Metadata> metadata, Problems problems) {
        List<String> seen = new ArrayList<>(Arrays.asList(decoded.fieldNames()));
        for (String column : metadata.keySet()) {
            if (seen.stream().anyMatch(column::equalsIgnoreCase)) {
                problems.at(column)
                        .add("is the name of another column: '%s'".formatted(column), "give one of them another name");
            }
            seen.add(column);
        }
    }

    /**
     * Makes a decoder for settings that {@link Decoders#check} and {@link #check} have nothing to say about. Cheap; make one for
     * each task.
     *
     * @param columns all columns of a row
     * @throws IllegalArgumentException for any other settings
     */
    public static RecordDecoder create(Decode spec, StructType columns, Map<String, Metadata> metadata) {
        StructType decoded = new StructType(Arrays.copyOf(columns.fields(), columns.size() - metadata.size()));
        List<MetadataColumn> writers = new ArrayList<>();
        if (spec instanceof RawDecode) {
            writers.add(new MetadataColumn("key", new Metadata(From.KEY, null, false), RawDecoder.KEY));
            writers.add(new MetadataColumn("headers", new Metadata(From.HEADERS, null, false), RawDecoder.HEADERS));
        }
        int index = decoded.size();
        for (Map.Entry<String, Metadata> entry : metadata.entrySet()) {
            writers.add(new MetadataColumn(entry.getKey(), entry.getValue(), index++));
        }
        return new RecordDecoder(Decoders.create(spec, decoded), writers);
    }

    /** Why a key cannot be a column's text, or nothing: what {@code key as STRING} takes has passed this. */
    public static @Nullable Rejection checkKey(byte[] key) {
        Rejection notText = Utf8.check(key, 0, key.length);
        return notText == null ? null : new Rejection(Rejection.UTF_8, "the key " + notText.reason());
    }

    /** Writes row {@code row} of {@code columns}. */
    public @Nullable Rejection decode(Envelope record, WritableColumnVector[] columns, int row) {
        ByteBuffer bytes = record.value();
        Rejection rejection = bytes == null
                ? value.decode(null, 0, 0, columns, row)
                : value.decode(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining(), columns, row);
        for (int i = 0; i < metadata.size() && rejection == null; i++) {
            rejection = metadata.get(i).write(record, columns, row);
        }
        return rejection;
    }
}
