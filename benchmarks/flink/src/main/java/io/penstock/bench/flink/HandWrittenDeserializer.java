package io.penstock.bench.flink;

import io.penstock.bench.contender.Column;
import io.penstock.bench.contender.ParsedRow;
import io.penstock.bench.contender.RecordParser;
import io.penstock.bench.contender.Workload;
import java.util.List;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** A deserializer for one topic, written by hand: one row object that is used again for every record. */
final class HandWrittenDeserializer implements KafkaRecordDeserializationSchema<RowData> {

    private static final long serialVersionUID = 1;

    private final String workload;
    private transient @Nullable RecordParser parser;
    private transient @Nullable Row row;

    HandWrittenDeserializer(Workload workload) {
        this.workload = workload.name();
    }

    @Override
    public void open(DeserializationSchema.InitializationContext context) {
        Workload events = Workload.named(workload);
        parser = RecordParser.of(events);
        row = new Row(events.columns());
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<RowData> out) {
        if (parser.parse(record.value(), row)) {
            out.collect(row.data);
        }
    }

    @Override
    public TypeInformation<RowData> getProducedType() {
        return InternalTypeInfo.of(FlinkTypes.rowType(Workload.named(workload).columns()));
    }

    private static final class Row implements ParsedRow {

        private final GenericRowData data;

        Row(List<Column> columns) {
            data = new GenericRowData(columns.size());
        }

        @Override
        public void timestamp(int column, long epochMillis) {
            data.setField(column, TimestampData.fromEpochMillis(epochMillis));
        }

        @Override
        public void number(int column, long value) {
            data.setField(column, value);
        }

        @Override
        public void decimal(int column, double value) {
            data.setField(column, value);
        }

        @Override
        public void text(int column, byte[] bytes, int from, int length) {
            data.setField(column, StringData.fromBytes(bytes, from, length));
        }
    }
}
