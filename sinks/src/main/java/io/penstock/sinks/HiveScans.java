package io.penstock.sinks;

import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.catalyst.catalog.HiveTableRelation;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.SparkStrategy;
import org.apache.spark.sql.hive.execution.HiveTableScanExec;
import scala.Function1;
import scala.collection.immutable.Nil$;
import scala.collection.immutable.Seq;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * Lets a Spark session read Hive's own formats without Spark's Hive catalog, which would have to be there when the session
 * starts. Hive tables come from {@link MergedCatalog}; here they get Spark's own scan of them.
 */
public final class HiveScans extends AbstractFunction1<SparkSessionExtensions, BoxedUnit> {

    @Override
    public BoxedUnit apply(SparkSessionExtensions extensions) {
        extensions.injectPlannerStrategy(new Strategies());
        return BoxedUnit.UNIT;
    }

    private static final class Strategies extends AbstractFunction1<SparkSession, SparkStrategy>
            implements Function1<SparkSession, SparkStrategy> {

        @Override
        public SparkStrategy apply(SparkSession session) {
            return new Scan(session);
        }
    }

    private static final class Scan extends SparkStrategy {

        private final transient SparkSession session;

        Scan(SparkSession session) {
            this.session = session;
        }

        @Override
        @SuppressWarnings("unchecked") // Scala's lists may be read as lists of a wider type
        public Seq<SparkPlan> apply(LogicalPlan plan) {
            Seq<SparkPlan> none = (Seq<SparkPlan>) (Seq<?>) Nil$.MODULE$;
            if (plan instanceof HiveTableRelation relation) {
                SparkPlan scan = new HiveTableScanExec(
                        (Seq<Attribute>) (Seq<?>) relation.output(),
                        relation,
                        (Seq<Expression>) (Seq<?>) none,
                        session);
                return (Seq<SparkPlan>) none.prepended(scan);
            }
            return none;
        }
    }
}
