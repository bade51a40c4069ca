package io.penstock.engine;

import io.penstock.engine.commit.DeadLetterKey;
import io.penstock.engine.commit.DeadLetterRemoval;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Deletes dead letters that were taken back, with Spark's row-level delete; files that hold others are rewritten. */
final class DeadLetterDeletion implements DeadLetterRemoval {

    private static final StructType KEYS = new StructType()
            .add("topic", DataTypes.StringType)
            .add("partition", DataTypes.IntegerType)
            .add("offset", DataTypes.LongType)
            .add("output", DataTypes.StringType);
    private static final String VIEW = "resolved_dead_letters";

    private final SparkSession session;

    DeadLetterDeletion(SparkSession session) {
        this.session = session;
    }

    @Override
    public void remove(String table, List<DeadLetterKey> keys) {
        List<Row> rows = new ArrayList<>();
        keys.forEach(key -> rows.add(RowFactory.create(key.topic(), key.partition(), key.offset(), key.output())));
        SparkSession own = session.newSession();
        own.createDataFrame(rows, KEYS).createOrReplaceTempView(VIEW);
        own.sql("DELETE FROM " + table + " AS d WHERE EXISTS (SELECT 1 FROM " + VIEW + " AS r WHERE r.topic = d.topic"
                + " AND r.partition = d.partition AND r.offset = d.offset AND r.output <=> d.output)");
    }
}
