package io.penstock.bench.flink;

import io.penstock.bench.contender.Column;
import io.penstock.bench.contender.ColumnType;
import io.penstock.bench.contender.Format;
import io.penstock.bench.contender.Workload;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.formats.common.TimestampFormat;
import org.apache.flink.formats.csv.CsvRowDataDeserializationSchema;
import org.apache.flink.formats.json.JsonRowDataDeserializationSchema;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.VarCharType;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Flink's own formats, strict, with bad records left out; what a job adds is the conversion of times, which the formats read in
 * other forms only, and the flat row of a nested object.
 */
final class OwnFormatDeserializer implements KafkaRecordDeserializationSchema<RowData> {

    private static final long serialVersionUID = 1;

    private final DeserializationSchema<RowData> format;
    private final String workload;
    private final List<Place> places;

    OwnFormatDeserializer(Workload workload) {
        this.workload = workload.name();
        this.places = places(workload);
        RowType read = read(workload);
        TypeInformation<RowData> type = InternalTypeInfo.of(read);
        this.format = switch (workload.format()) {
            case CSV, CSV_ISO -> new CsvRowDataDeserializationSchema.Builder(read, type).build();
            case JSON -> new JsonRowDataDeserializationSchema(read, type, true, false, TimestampFormat.ISO_8601);
            case ACCESS_LOG ->
                throw new IllegalArgumentException("Cannot read access logs, Flink brings no format for them");
        };
    }

    @Override
    public void open(DeserializationSchema.InitializationContext context) throws Exception {
        format.open(context);
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<RowData> out) {
        RowData read;
        try {
            read = format.deserialize(record.value());
        } catch (IOException e) {
            return;
        }
        GenericRowData row = new GenericRowData(places.size());
        for (int i = 0; i < places.size(); i++) {
            Object value = places.get(i).value(read);
            if (value == null) {
                return;
            }
            row.setField(i, value);
        }
        out.collect(row);
    }

    @Override
    public TypeInformation<RowData> getProducedType() {
        return InternalTypeInfo.of(FlinkTypes.rowType(Workload.named(workload).columns()));
    }

    /** Where a column lies in the row that the format makes. */
    private record Place(int parent, int fields, int field, ColumnType type, boolean iso)
            implements java.io.Serializable {

        private static final int NONE = -1;

        Object value(RowData read) {
            RowData row = read;
            if (parent != NONE) {
                if (read.isNullAt(parent)) {
                    return null;
                }
                row = read.getRow(parent, fields);
            }
            if (row.isNullAt(field)) {
                return null;
            }
            return switch (type) {
                case STRING -> row.getString(field);
                case LONG -> row.getLong(field);
                case DOUBLE -> row.getDouble(field);
                case TIMESTAMP -> iso ? time(row.getString(field)) : TimestampData.fromEpochMillis(row.getLong(field));
            };
        }

        private static TimestampData time(StringData text) {
            try {
                return TimestampData.fromInstant(Instant.parse(text.toString()));
            } catch (DateTimeException e) {
                return null;
            }
        }
    }

    /** The row that the format makes: times as they are written, and a row for each object. */
    private static RowType read(Workload workload) {
        List<RowType.RowField> fields = new ArrayList<>();
        groups(workload).forEach((parent, columns) -> {
            List<RowType.RowField> inner = columns.stream()
                    .map(column -> new RowType.RowField(
                            column.path().substring(column.path().indexOf('.') + 1), type(workload, column)))
                    .toList();
            if (parent.isEmpty()) {
                fields.addAll(inner);
            } else {
                fields.add(new RowType.RowField(parent, new RowType(inner)));
            }
        });
        return new RowType(fields);
    }

    private static LogicalType type(Workload workload, Column column) {
        if (column.type() != ColumnType.TIMESTAMP) {
            return FlinkTypes.logical(column.type());
        }
        return workload.format() == Format.CSV_ISO ? new VarCharType(VarCharType.MAX_LENGTH) : new BigIntType();
    }

    private static List<Place> places(Workload workload) {
        boolean iso = workload.format() == Format.CSV_ISO;
        List<Place> places = new ArrayList<>();
        int position = 0;
        for (Map.Entry<String, List<Column>> group : groups(workload).entrySet()) {
            List<Column> columns = group.getValue();
            boolean flat = group.getKey().isEmpty();
            for (int i = 0; i < columns.size(); i++) {
                places.add(new Place(
                        flat ? Place.NONE : position,
                        columns.size(),
                        flat ? position + i : i,
                        columns.get(i).type(),
                        iso));
            }
            position += flat ? columns.size() : 1;
        }
        return places;
    }

    /** The columns by the object that they lie in; columns of one object stand together. */
    private static Map<String, List<Column>> groups(Workload workload) {
        Map<String, List<Column>> groups = new LinkedHashMap<>();
        for (Column column : workload.columns()) {
            int dot = column.path().indexOf('.');
            String parent = dot < 0 ? "" : column.path().substring(0, dot);
            groups.computeIfAbsent(parent, name -> new ArrayList<>()).add(column);
        }
        return groups;
    }
}
