package io.penstock.engine.batch;

import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The columns of Spark's Kafka source with headers, in its order, and the one that a replay adds. */
public final class KafkaColumns {

    public static final int KEY = 0;
    public static final int VALUE = 1;
    public static final int TOPIC = 2;
    public static final int PARTITION = 3;
    public static final int OFFSET = 4;
    public static final int TIMESTAMP = 5;
    public static final int HEADERS = 7;
    /** Name of the output that refused the record, or NULL; only in replays. */
    public static final int REPLAYED_OUTPUT = 8;

    /** Headers as Spark gives them and as the dead letters keep them. */
    public static final ArrayType HEADERS_TYPE = DataTypes.createArrayType(
            new StructType().add("key", DataTypes.StringType).add("value", DataTypes.BinaryType));

    private KafkaColumns() {}
}
