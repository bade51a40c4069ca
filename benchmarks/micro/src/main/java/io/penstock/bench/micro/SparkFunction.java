package io.penstock.bench.micro;

import io.penstock.bench.contender.Workload;
import java.util.List;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.unsafe.types.UTF8String;
import scala.collection.immutable.Seq;

/** A function of Spark's SQL as Spark runs it: in generated code, from a column {@code value} to a row in Spark's own form. */
final class SparkFunction implements AutoCloseable {

    private final SparkSession session;
    private final UnsafeProjection projection;
    private final GenericInternalRow row = new GenericInternalRow(1);

    @SuppressWarnings("unchecked") // named expressions are expressions
    private SparkFunction(String sql) {
        session = SparkSession.builder()
                .master("local[1]")
                .config("spark.ui.enabled", "false")
                .config("spark.log.level", "ERROR")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.sql.session.timeZone", "UTC")
                // else Spark computes a projection of constants while it plans
                .config(
                        "spark.sql.optimizer.excludedRules",
                        "org.apache.spark.sql.catalyst.optimizer.ConvertToLocalRelation")
                .getOrCreate();
        var query = (org.apache.spark.sql.classic.Dataset<?>)
                session.createDataset(List.of(""), Encoders.STRING()).selectExpr(sql + " AS r");
        Project project = (Project) query.queryExecution().optimizedPlan();
        projection = UnsafeProjection.create((Seq<Expression>) (Seq<?>) project.projectList(), (Seq<Attribute>)
                project.child().output());
    }

    /** The function that decodes the records of a workload. */
    static SparkFunction decoding(Workload workload) {
        String schema = workload.writtenDdl();
        return switch (workload.format()) {
            case CSV, CSV_ISO -> new SparkFunction("from_csv(value, '" + schema + "', map('escape', '\"'))");
            case JSON -> new SparkFunction("from_json(value, '" + schema + "')");
            case ACCESS_LOG -> throw new IllegalArgumentException("Spark has no function for " + workload.name());
        };
    }

    InternalRow apply(byte[] record) {
        row.update(0, UTF8String.fromBytes(record));
        return projection.apply(row);
    }

    @Override
    public void close() {
        session.stop();
    }
}
