package io.penstock.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.pipeline.Decode;
import io.penstock.pipeline.Metadata;
import io.penstock.pipeline.Metadata.From;
import io.penstock.pipeline.TextDecode;
import io.penstock.source.Decoding.CsvSpec;
import io.penstock.source.kafka.ConsumedRecords;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatchRow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecordBatchTest {

    private static final String TOPIC = "clicks";
    private static final long FIRST_OFFSET = 4_000_000_000L;
    private static final long MILLIS = 1_700_000_000_000L;
    private static final Map<String, Metadata> METADATA =
            Map.of("k", new Metadata(From.KEY, null, true), "h", new Metadata(From.HEADERS, null, false));

    private final Random random = new Random(20_261_122);

    @Test
    void putsPlaceAndReasonBesideTheValues() {
        RecordBatch batch = RecordBatch.create(schema(new CsvSpec("n BIGINT, url STRING").build()), 4);

        batch.decode(records("1,/a", "x,/b", "3,/c"));

        assertThat(batch.numRows()).isEqualTo(3);
        assertThat(batch.rejected()).isEqualTo(1);
        assertThat(batch.newestMicros()).isEqualTo((MILLIS + 2) * 1_000);
        StructType columns = RecordBatch.columns(schema(new CsvSpec("n BIGINT, url STRING").build()));
        assertThat(text(batch, columns, "n")).containsExactly("1", null, "3");
        assertThat(text(batch, columns, "url")).containsExactly("/a", null, "/c");
        assertThat(text(batch, columns, "_kafka_topic")).containsOnly(TOPIC);
        assertThat(text(batch, columns, "_kafka_partition")).containsOnly("3");
        assertThat(text(batch, columns, "_kafka_offset")).containsExactly("4000000000", "4000000001", "4000000002");
        assertThat(text(batch, columns, "_rejection"))
                .containsExactly(null, "type: column 'n' is not a valid BIGINT: 'x'", null);
    }

    @Test
    void forgetsTheBatchBefore() {
        RecordBatch batch = RecordBatch.create(schema(new CsvSpec("n BIGINT, url STRING").build()), 4);
        batch.decode(records("x,/long-enough-to-be-seen", "y,/b", "z,/c"));

        batch.decode(records("7,/d"));

        assertThat(batch.numRows()).isEqualTo(1);
        assertThat(batch.rejected()).isZero();
        assertThat(batch.rejection(0)).isNull();
        assertThat(batch.decoded()[0].isNullAt(0)).isFalse();
        assertThat(batch.decoded()[1].getUTF8String(0)).hasToString("/d");
    }

    static List<Decode> decoders() {
        return List.of(
                new CsvSpec("n BIGINT, s STRING, d DOUBLE, m DECIMAL(12,3), b BOOLEAN").build(),
                new CsvSpec("n BIGINT NOT NULL, s STRING, t TIMESTAMP")
                        .timestampFormat("epoch-millis")
                        .build(),
                Decoding.jsonSpec(
                        "n BIGINT, s STRING, a ARRAY<STRUCT<x: INT, m: MAP<STRING, ARRAY<DOUBLE>>>>, d DOUBLE",
                        Map.of()),
                new TextDecode("(?<n>[0-9]+) (?<s>.*)", "n INT, s STRING", null, null));
    }

    /** What is left of other records in the vectors must not show. */
    @ParameterizedTest
    @MethodSource("decoders")
    void decodesManyRecordsAsItDecodesEachAlone(Decode spec) {
        RecordSchema schema = schema(spec);
        RecordBatch many = RecordBatch.create(schema, 200);
        RecordBatch one = RecordBatch.create(schema, 1);
        UnsafeProjection copy = UnsafeProjection.create(schema.columns());
        int rejected = 0;
        for (int round = 0; round < 40; round++) {
            List<ConsumerRecord<ByteBuffer, ByteBuffer>> records = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                records.add(record(i, random.nextInt(50) == 0 ? null : line()));
            }
            many.decode(new ConsumedRecords(TOPIC).of(records, 0, records.size()));
            for (int i = 0; i < records.size(); i++) {
                one.decode(new ConsumedRecords(TOPIC).of(records, i, i + 1));
                assertThat(many.rejection(i)).isEqualTo(one.rejection(0));
                assertThat(row(many, i, copy)).isEqualTo(row(one, 0, copy));
            }
            rejected += many.rejected();
        }
        assertThat(rejected).isBetween(40, 40 * 200 - 40);
    }

    private static UnsafeRow row(RecordBatch batch, int index, UnsafeProjection copy) {
        ColumnarBatchRow row = new ColumnarBatchRow(batch.decoded());
        row.rowId = index;
        return copy.apply(row).copy();
    }

    private String line() {
        String[] lines = {
            "%d,text %d,0.5,12.125,true",
            "%d,\"quoted, %d\",1e3,,",
            "%d,%d,1700000000000",
            "{\"n\":%d,\"s\":\"x%d\",\"a\":[{\"x\":1,\"m\":{\"k\":[1.5,2]}},{\"x\":null}],\"d\":0.25}",
            "{\"n\":%d,\"s\":\"%d\",\"a\":[]}",
            "%d some text %d"
        };
        StringBuilder line = new StringBuilder(
                lines[random.nextInt(lines.length)].formatted(random.nextInt(1_000), random.nextInt(1_000)));
        if (random.nextInt(4) == 0) {
            line.setCharAt(random.nextInt(line.length()), ",\"{}[]:x9é".charAt(random.nextInt(10)));
        }
        return line.toString();
    }

    private static RecordSchema schema(Decode spec) {
        StructType decoded = StructType.fromDDL(spec.schema());
        return new RecordSchema(spec, METADATA, RecordDecoder.columns(decoded, METADATA));
    }

    private static ConsumedRecords records(String... values) {
        List<ConsumerRecord<ByteBuffer, ByteBuffer>> records = new ArrayList<>();
        for (String value : values) {
            records.add(record(records.size(), value));
        }
        return new ConsumedRecords(TOPIC).of(records, 0, records.size());
    }

    private static ConsumerRecord<ByteBuffer, ByteBuffer> record(int index, @Nullable String value) {
        RecordHeaders headers = new RecordHeaders();
        if (index % 3 == 0) {
            headers.add("trace", bytes("t" + index).array());
        }
        return new ConsumerRecord<>(
                TOPIC,
                3,
                FIRST_OFFSET + index,
                MILLIS + index,
                TimestampType.CREATE_TIME,
                0,
                0,
                index % 2 == 0 ? null : bytes("key" + index),
                value == null ? null : bytes(value),
                headers,
                Optional.empty());
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<@Nullable String> text(RecordBatch batch, StructType columns, String name) {
        int index = columns.fieldIndex(name);
        ColumnVector vector = batch.column(index);
        List<@Nullable String> values = new ArrayList<>();
        for (int row = 0; row < batch.numRows(); row++) {
            if (vector.isNullAt(row)) {
                values.add(null);
            } else {
                ColumnarBatchRow at = new ColumnarBatchRow(new ColumnVector[] {vector});
                at.rowId = row;
                values.add(at.get(0, columns.fields()[index].dataType()).toString());
            }
        }
        return values;
    }
}
