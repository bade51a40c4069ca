package io.penstock.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.pipeline.Decode;
import io.penstock.pipeline.KafkaSource;
import io.penstock.pipeline.LoadedPipeline;
import io.penstock.pipeline.PipelineLoader;
import io.penstock.pipeline.Problems;
import io.penstock.source.Decoding.CsvSpec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.execution.vectorized.OnHeapColumnVector;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnarBatchRow;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordDecoderTest {

    private static final byte[] BINARY = {(byte) 0xC3, 0x28};
    private static final String CSV = "csv: { schema: \"url STRING\" }";

    private record Record(byte @Nullable [] key, @Nullable ArrayData headers, byte @Nullable [] bytes)
            implements Envelope {

        Record(byte @Nullable [] key, @Nullable ArrayData headers) {
            this(key, headers, null);
        }

        Record withValue(byte @Nullable [] value) {
            return new Record(key, headers, value);
        }

        @Override
        public @Nullable ByteBuffer value() {
            return bytes == null ? null : ByteBuffer.wrap(bytes);
        }

        @Override
        public UTF8String topic() {
            return UTF8String.fromString("clicks");
        }

        @Override
        public int partition() {
            return 3;
        }

        @Override
        public long offset() {
            return 4_000_000_000L;
        }

        @Override
        public long timestampMicros() {
            return 1_500L;
        }
    }

    private static KafkaSource source(String decode, String metadata) {
        LoadedPipeline loaded = PipelineLoader.load(
                "p.yaml",
                """
                pipeline: p
                sources:
                  clicks:
                    kafka: { topic: clicks }
                    decode: { %s }
                    metadata: { %s }
                outputs:
                  o: { table: t, from: clicks }
                """
                        .formatted(decode, metadata));
        assertThat(loaded.problems()).isEmpty();
        return loaded.pipeline().sources().get("clicks");
    }

    private static ArrayData headers(Object... namesAndValues) {
        List<Object> entries = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            UTF8String name = UTF8String.fromString((String) namesAndValues[i]);
            entries.add(new GenericInternalRow(new Object[] {name, namesAndValues[i + 1]}));
        }
        return new GenericArrayData(entries.toArray());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Decodes it twice into the same vectors, as batches do. @return the row, or the rejection */
    private static Object decode(KafkaSource source, byte @Nullable [] value, Record record) {
        Decode spec = source.decode();
        StructType columns = RecordDecoder.columns(StructType.fromDDL(spec.schema()), source.metadata());
        RecordDecoder decoder = RecordDecoder.create(spec, columns, source.metadata());
        WritableColumnVector[] vectors = OnHeapColumnVector.allocateColumns(2, columns);
        Record whole = record.withValue(value);
        decoder.decode(whole, vectors, 0);
        Rejection rejection = decoder.decode(whole, vectors, 1);
        if (rejection != null) {
            return rejection.rule() + ": " + rejection.reason();
        }
        ColumnarBatchRow row = new ColumnarBatchRow(vectors);
        row.rowId = 1;
        return row.copy();
    }

    private static InternalRow row(KafkaSource source, byte @Nullable [] value, Record record) {
        Object decoded = decode(source, value, record);
        assertThat(decoded).isInstanceOf(InternalRow.class);
        return (InternalRow) decoded;
    }

    @Test
    void putsMetadataBehindTheColumnsOfTheSchema() {
        KafkaSource source = source(
                CSV,
                "ip: key as STRING, k: key, trace: \"header('trace-id') as STRING\", h: \"header('trace-id') as BINARY\","
                        + " all: headers, sent: timestamp, topic: topic, part: partition, at: offset");

        InternalRow row = row(
                source, bytes("/"), new Record(bytes("10.0.0.1"), headers("trace-id", BINARY, "trace-id", bytes("é"))));

        assertThat(row.getUTF8String(0)).hasToString("/");
        assertThat(row.getUTF8String(1)).hasToString("10.0.0.1");
        assertThat(row.getBinary(2)).isEqualTo(bytes("10.0.0.1"));
        assertThat(row.getUTF8String(3)).hasToString("é"); // the last of its name
        assertThat(row.getBinary(4)).isEqualTo(bytes("é"));
        assertThat(row.getArray(5).numElements()).isEqualTo(2);
        assertThat(row.getArray(5).getStruct(0, 2).getUTF8String(0)).hasToString("trace-id");
        assertThat(row.getArray(5).getStruct(0, 2).getBinary(1)).isEqualTo(BINARY);
        assertThat(row.getLong(6)).isEqualTo(1_500L);
        assertThat(row.getUTF8String(7)).hasToString("clicks");
        assertThat(row.getInt(8)).isEqualTo(3);
        assertThat(row.getLong(9)).isEqualTo(4_000_000_000L);
    }

    @Test
    void takesWhatIsNotThereAsNull() {
        KafkaSource source = source(CSV, "ip: key as STRING, trace: \"header('trace-id') as STRING\", all: headers");

        InternalRow bare = row(source, bytes("/"), new Record(null, null));
        InternalRow empty = row(source, bytes("/"), new Record(bytes(""), headers("trace-id", null, "b", bytes("x"))));

        assertThat(List.of(bare.isNullAt(1), bare.isNullAt(2), bare.isNullAt(3)))
                .containsOnly(true);
        assertThat(empty.getUTF8String(1)).hasToString("");
        assertThat(empty.isNullAt(2)).isTrue();
        assertThat(empty.getArray(3).getStruct(0, 2).isNullAt(1)).isTrue();
        assertThat(empty.getArray(3).getStruct(1, 2).getBinary(1)).isEqualTo(bytes("x"));
    }

    @Test
    void rejectsAKeyOrHeaderThatIsNoText() {
        KafkaSource source = source(CSV, "ip: key as STRING, trace: \"header('trace-id') as STRING\"");

        assertThat(decode(source, bytes("/"), new Record(BINARY, null)))
                .isEqualTo("utf-8: column 'ip', taken from the key, is not UTF-8 at byte 0: C3 28");
        assertThat(decode(source, bytes("/"), new Record(new byte[] {0, 0, 0, 7}, null)))
                .isEqualTo("utf-8: column 'ip', taken from the key, has a NUL byte at byte 0");
        assertThat(decode(source, bytes("/"), new Record(null, headers("trace-id", BINARY))))
                .isEqualTo("utf-8: column 'trace', taken from header 'trace-id', is not UTF-8 at byte 0: C3 28");
        assertThat(decode(source, null, new Record(BINARY, null)))
                .isEqualTo("no-value: record has no value (a tombstone)");
    }

    @Test
    void saysOfAKeyAloneWhatItSaysOfARecord() {
        assertThat(RecordDecoder.checkKey(bytes("é"))).isNull();
        assertThat(RecordDecoder.checkKey(new byte[] {'a', (byte) 0xC3, '('}))
                .isEqualTo(new Rejection(Rejection.UTF_8, "the key is not UTF-8 at byte 1: C3 28"));
        assertThat(RecordDecoder.checkKey(new byte[] {'a', 0}))
                .isEqualTo(new Rejection(Rejection.UTF_8, "the key has a NUL byte at byte 1"));
    }

    @Test
    void takesARawRecordAsItIs() {
        KafkaSource source = source("raw: {}", "at: offset");

        InternalRow full = row(source, BINARY, new Record(bytes("k"), headers("a", BINARY)));
        InternalRow tombstone = row(source, null, new Record(null, null));

        assertThat(full.getBinary(0)).isEqualTo(bytes("k"));
        assertThat(full.getBinary(1)).isEqualTo(BINARY);
        assertThat(full.getArray(2).getStruct(0, 2).getBinary(1)).isEqualTo(BINARY);
        assertThat(full.getLong(3)).isEqualTo(4_000_000_000L);
        assertThat(List.of(tombstone.isNullAt(0), tombstone.isNullAt(1), tombstone.isNullAt(2)))
                .containsOnly(true);
    }

    @Test
    void namesMetadataOfTheNameOfAnotherColumn() {
        KafkaSource source = source(CSV, "URL: topic, at: offset, At: timestamp");
        Problems problems = new Problems();

        RecordDecoder.check(
                StructType.fromDDL(new CsvSpec("url STRING").build().schema()),
                source.metadata(),
                problems.at("metadata"));

        assertThat(problems.list())
                .extracting(problem -> problem.path() + ": " + problem.reason() + " (" + problem.hint() + ")")
                .containsExactly(
                        "metadata.URL: is the name of another column: 'URL' (give one of them another name)",
                        "metadata.At: is the name of another column: 'At' (give one of them another name)");
        assertThat(RecordDecoder.columns(new StructType(), Map.of())).isEqualTo(new StructType());
    }
}
