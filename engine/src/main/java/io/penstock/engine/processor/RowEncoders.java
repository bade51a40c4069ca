package io.penstock.engine.processor;

import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.avro.SchemaConverters;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Encoders of rows that have timestamps as Instant and dates as LocalDate, whatever a session is set to. */
public final class RowEncoders {

    private RowEncoders() {}

    public static Encoder<Row> of(StructType columns) {
        SQLConf conf = new SQLConf();
        conf.setConfString(SQLConf.DATETIME_JAVA8API_ENABLED().key(), "true");
        return SQLConf.withExistingConf(conf, () -> Encoders.row(columns));
    }

    /** The same types under names that any format can store: state is kept in Avro, which takes few names. */
    public static StructType positional(String prefix, StructType columns) {
        StructType renamed = new StructType();
        for (int i = 0; i < columns.length(); i++) {
            StructField field = columns.fields()[i];
            renamed = renamed.add(prefix + i, positional(field.dataType()), true);
        }
        return renamed;
    }

    /** Whether state can keep values of the type: Avro has no form for a few. */
    public static boolean keeps(DataType type) {
        try {
            return SchemaConverters.toAvroTypeWithDefaults(new StructType().add("c", positional(type), true))
                            .getFields()
                            .size()
                    == 1;
        } catch (Exception e) { // Spark's exception is checked and not declared
            return false;
        }
    }

    private static DataType positional(DataType type) {
        if (type instanceof StructType struct) {
            return positional("f", struct);
        } else if (type instanceof ArrayType array) {
            return new ArrayType(positional(array.elementType()), true);
        } else if (type instanceof MapType map) {
            return new MapType(positional(map.keyType()), positional(map.valueType()), true);
        }
        return type;
    }
}
