package io.penstock.engine.batch;

import io.penstock.engine.plan.OutputPlan;
import io.penstock.source.RecordDecoder;
import io.penstock.source.Rejection;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.apache.spark.sql.types.BinaryType;
import org.jspecify.annotations.Nullable;

/** How the key of a record is written as the id of a document: as {@code IndexEncoding} writes a column of the key. */
public enum KeyIds {
    /** Of {@code key as STRING}: as it is. */
    TEXT,
    /** Of {@code key as BINARY}: in Base64, with line breaks as Spark sets them. */
    BASE64;

    /** Those of an output; nothing where records without a value delete no document of it. */
    public static @Nullable KeyIds of(OutputPlan output) {
        if (!output.deletes()) {
            return null;
        }
        String column = output.indexSpec().id().get(0);
        boolean binary = output.columns().apply(index(output, column)).dataType() instanceof BinaryType;
        return binary ? BASE64 : TEXT;
    }

    private static int index(OutputPlan output, String column) {
        String[] names = output.columns().fieldNames();
        for (int i = 0; i < names.length; i++) {
            if (names[i].equalsIgnoreCase(column)) {
                return i;
            }
        }
        throw new IllegalStateException("Cannot find the id of output " + output.name() + ": " + column);
    }

    /** Why no document can have the key, or nothing. */
    @Nullable
    Rejection refusal(byte @Nullable [] key) {
        if (key == null) {
            return new Rejection(
                    Documents.BAD_ID, "has neither a value nor a key, nothing says which document it deletes");
        }
        Rejection notText = this == TEXT ? RecordDecoder.checkKey(key) : null;
        return notText == null ? Documents.refusal(bytes(key).length) : notText;
    }

    /** The id. @param key one that is not refused */
    String id(byte[] key) {
        return new String(bytes(key), StandardCharsets.UTF_8);
    }

    private byte[] bytes(byte[] key) {
        return this == TEXT ? key : Base64.getMimeEncoder().encode(key);
    }
}
