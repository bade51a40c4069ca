package io.penstock.source;

import io.penstock.pipeline.Decode;
import io.penstock.pipeline.Metadata;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.types.StructType;

/**
 * How a record becomes a row.
 *
 * @param decode how its value is read
 * @param metadata the columns that are taken from around the value, in their order
 * @param columns all columns of a row: those of the decoder, then those of the metadata
 */
public record RecordSchema(Decode decode, Map<String, Metadata> metadata, StructType columns) implements Serializable {

    public RecordSchema {
        metadata = new LinkedHashMap<>(metadata);
    }

    /** Makes the decoder; see {@link RecordDecoder#create}. */
    public RecordDecoder decoder() {
        return RecordDecoder.create(decode, columns, metadata);
    }
}
