package io.penstock.bench.contender;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Takes records apart as somebody would who writes a deserializer for one topic by hand: straight from the bytes, with no more
 * objects than needed. The contenders that let their users write one have it from here. Not thread-safe.
 */
public abstract class RecordParser {

    /** The parser for a workload's records. */
    public static RecordParser of(Workload workload) {
        return switch (workload.format()) {
            case CSV, CSV_ISO -> new CsvParser(workload);
            case JSON -> new JsonRecordParser(workload);
            case ACCESS_LOG -> new AccessLogParser();
        };
    }

    /** @return whether the record is good */
    public abstract boolean parse(byte[] record, ParsedRow into);

    /** Whether the bytes are UTF-8. */
    static boolean isUtf8(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0) {
                return isUtf8Beyond(bytes);
            }
        }
        return true;
    }

    private static boolean isUtf8Beyond(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    static boolean digit(byte b) {
        return b >= '0' && b <= '9';
    }
}
