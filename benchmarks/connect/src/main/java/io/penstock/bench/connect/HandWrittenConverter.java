package io.penstock.bench.connect;

import io.penstock.bench.contender.Column;
import io.penstock.bench.contender.ParsedRow;
import io.penstock.bench.contender.RecordParser;
import io.penstock.bench.contender.Workload;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.storage.Converter;

/** A converter for one topic, written by hand: Connect brings none for CSV, and this is as fast as one can be. */
public final class HandWrittenConverter implements Converter {

    static final String WORKLOAD = "workload";

    private RecordParser parser = RecordParser.of(Workload.all().get(0));
    private Schema schema = Schema.OPTIONAL_BYTES_SCHEMA;
    private Field[] fields = {};

    @Override
    public void configure(Map<String, ?> configuration, boolean isKey) {
        Workload workload = Workload.named((String) configuration.get(WORKLOAD));
        parser = RecordParser.of(workload);
        schema = schema(workload.columns());
        fields = schema.fields().toArray(Field[]::new);
    }

    private static Schema schema(List<Column> columns) {
        SchemaBuilder builder = SchemaBuilder.struct();
        for (Column column : columns) {
            builder.field(
                    column.name(),
                    switch (column.type()) {
                        case TIMESTAMP -> Timestamp.SCHEMA;
                        case LONG -> Schema.INT64_SCHEMA;
                        case DOUBLE -> Schema.FLOAT64_SCHEMA;
                        case STRING -> Schema.STRING_SCHEMA;
                    });
        }
        return builder.build();
    }

    /** @throws DataException for a bad record, which Connect leaves out where it tolerates errors */
    @Override
    public SchemaAndValue toConnectData(String topic, byte[] value) {
        Struct struct = new Struct(schema);
        if (!parser.parse(value, new Filler(struct, fields))) {
            throw new DataException("Cannot read the record");
        }
        return new SchemaAndValue(schema, struct);
    }

    @Override
    public byte[] fromConnectData(String topic, Schema schema, Object value) {
        throw new UnsupportedOperationException("Cannot write records");
    }

    private record Filler(Struct struct, Field[] fields) implements ParsedRow {

        @Override
        public void timestamp(int column, long epochMillis) {
            struct.put(fields[column], new Date(epochMillis));
        }

        @Override
        public void number(int column, long value) {
            struct.put(fields[column], value);
        }

        @Override
        public void decimal(int column, double value) {
            struct.put(fields[column], value);
        }

        @Override
        public void text(int column, byte[] bytes, int from, int length) {
            struct.put(fields[column], new String(bytes, from, length, StandardCharsets.UTF_8));
        }
    }
}
