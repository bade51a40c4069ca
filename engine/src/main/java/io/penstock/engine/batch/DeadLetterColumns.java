package io.penstock.engine.batch;

import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The columns of a dead-letter table. */
public final class DeadLetterColumns {

    /** Stage of a record whose bytes are not what the source declares. */
    public static final String DECODE = "decode";

    /** Stage of a record that violates an expectation. */
    public static final String EXPECTATION = "expectation";

    /** Stage of a record that an output's view cannot compute. */
    public static final String VIEW = "view";

    /** Stage of a record that an output does not take. */
    public static final String OUTPUT = "output";

    public static final StructType SCHEMA = new StructType()
            .add("time", DataTypes.TimestampType)
            .add("source", DataTypes.StringType)
            .add("topic", DataTypes.StringType)
            .add("partition", DataTypes.IntegerType)
            .add("offset", DataTypes.LongType)
            .add("key", DataTypes.BinaryType)
            .add("value", DataTypes.BinaryType)
            .add("headers", KafkaColumns.HEADERS_TYPE)
            .add("record_time", DataTypes.TimestampType)
            .add("stage", DataTypes.StringType)
            .add("rule", DataTypes.StringType)
            .add("output", DataTypes.StringType)
            .add("reason", DataTypes.StringType);

    private DeadLetterColumns() {}
}
