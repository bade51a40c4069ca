package io.penstock.bench.flink;

import io.penstock.bench.contender.Column;
import io.penstock.bench.contender.ColumnType;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.DoubleType;
import org.apache.flink.table.types.logical.LocalZonedTimestampType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.VarCharType;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** The columns of a workload as Flink and Iceberg have them. */
final class FlinkTypes {

    private static final int MICROS = 6;

    private FlinkTypes() {}

    static RowType rowType(List<Column> columns) {
        return RowType.of(
                columns.stream().map(column -> logical(column.type())).toArray(LogicalType[]::new),
                columns.stream().map(Column::name).toArray(String[]::new));
    }

    static Schema schema(List<Column> columns) {
        List<Types.NestedField> fields = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            fields.add(Types.NestedField.optional(
                    i + 1, columns.get(i).name(), iceberg(columns.get(i).type())));
        }
        return new Schema(fields);
    }

    static LogicalType logical(ColumnType type) {
        return switch (type) {
            case TIMESTAMP -> new LocalZonedTimestampType(MICROS);
            case LONG -> new BigIntType();
            case DOUBLE -> new DoubleType();
            case STRING -> new VarCharType(VarCharType.MAX_LENGTH);
        };
    }

    private static Type iceberg(ColumnType type) {
        return switch (type) {
            case TIMESTAMP -> Types.TimestampType.withZone();
            case LONG -> Types.LongType.get();
            case DOUBLE -> Types.DoubleType.get();
            case STRING -> Types.StringType.get();
        };
    }
}
