package io.penstock.engine.batch;

import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The columns of a table of late rows: the record as it came, and how late it was for which view. */
public final class LateColumns {

    public static final StructType SCHEMA = new StructType()
            .add("time", DataTypes.TimestampType)
            .add("source", DataTypes.StringType)
            .add("view", DataTypes.StringType)
            .add("topic", DataTypes.StringType)
            .add("partition", DataTypes.IntegerType)
            .add("offset", DataTypes.LongType)
            .add("key", DataTypes.BinaryType)
            .add("value", DataTypes.BinaryType)
            .add("headers", KafkaColumns.HEADERS_TYPE)
            .add("record_time", DataTypes.TimestampType)
            .add("event_time", DataTypes.TimestampType)
            .add("watermark", DataTypes.TimestampType)
            .add("delay_ms", DataTypes.LongType);

    private LateColumns() {}
}
