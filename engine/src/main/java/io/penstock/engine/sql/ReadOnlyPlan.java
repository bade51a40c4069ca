package io.penstock.engine.sql;

import io.penstock.engine.geo.GeoFunctions;
import io.penstock.sinks.VirtualTable;
import java.util.Locale;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.RelationTimeTravel;
import org.apache.spark.sql.catalyst.analysis.ResolvedNamespace;
import org.apache.spark.sql.catalyst.analysis.ResolvedTable;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.analysis.UnresolvedGenerator;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.analysis.UnresolvedTableValuedFunction;
import org.apache.spark.sql.catalyst.catalog.CatalogTable;
import org.apache.spark.sql.catalyst.catalog.HiveTableRelation;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.expressions.objects.Invoke;
import org.apache.spark.sql.catalyst.expressions.objects.StaticInvoke;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.trees.TreeNode;
import org.apache.spark.sql.connector.catalog.CatalogPlugin;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import scala.Option;
import scala.Some;
import scala.collection.immutable.Seq;

/**
 * Judges whether a plan only reads our tables.
 *
 * <p>It is an allow-list: every node that can be reached from the plan ({@link PlanNodes}) must be of a listed class, every
 * function of a listed name and every table of the one catalog. The same judgement is passed twice. On the <b>parsed</b> plan
 * it keeps the analyser from doing anything: analysis runs {@code EXECUTE IMMEDIATE}, evaluates the arguments of {@code
 * IDENTIFIER(…)}, inline tables and time travels, and loads the jars of functions. On the <b>analysed</b> plan it sees what
 * names have become.
 */
final class ReadOnlyPlan {

    private static final String ICEBERG_FUNCTIONS = "org.apache.iceberg.spark.functions.";
    private static final String GEO_FUNCTIONS = GeoFunctions.class.getName();
    private static final String ICEBERG_TABLES = "org.apache.iceberg.spark.source.";
    private static final String SPARK = "org.apache.spark.";

    private final String catalog;
    private final AllowedNames allowed;

    /** @param catalog the name of the catalog whose tables may be read */
    ReadOnlyPlan(String catalog, AllowedNames allowed) {
        this.catalog = catalog;
        this.allowed = allowed;
    }

    /** @throws SqlException of kind REFUSED that names the first thing found which is not allowed */
    void check(LogicalPlan plan) {
        PlanNodes.visit(plan, this::checkNode);
    }

    private void checkNode(TreeNode<?> node, boolean insideFunction) {
        if (node instanceof StaticInvoke call) {
            checkCall(call, insideFunction);
        } else if (node instanceof Invoke) {
            refuseUnless(insideFunction, "it calls a Java method", node.nodeName());
        } else if (!allowed.allowsNode(node.getClass())) {
            throw notListed(node);
        }
        if (node instanceof UnresolvedFunction function) {
            checkFunction(dotted(function.nameParts()));
        } else if (node instanceof UnresolvedTableValuedFunction function) {
            checkFunction(dotted(function.name()));
        } else if (node instanceof UnresolvedGenerator function) {
            FunctionIdentifier name = function.name();
            checkFunction(name.unquotedString());
        } else if (node instanceof UnresolvedRelation relation) {
            refuseUnless(!relation.isStreaming(), "it reads a stream", dotted(relation.multipartIdentifier()));
            refuseUnless(
                    relation.options().isEmpty(),
                    "it gives options to a table",
                    dotted(relation.multipartIdentifier()));
        } else if (node instanceof RelationTimeTravel travel) {
            checkTimeTravel(travel);
        } else if (node instanceof DataSourceV2Relation relation) {
            checkCatalog(relation.catalog(), relation.name());
            checkKind(relation.table());
        } else if (node instanceof HiveTableRelation relation) {
            checkTable(node, new Some<>(relation.tableMeta()));
        } else if (node instanceof LogicalRelation relation) {
            checkTable(node, relation.catalogTable());
        } else if (node instanceof ResolvedTable table) {
            checkCatalog(table.catalog(), table.identifier().toString());
        } else if (node instanceof ResolvedNamespace namespace) {
            checkCatalog(namespace.catalog(), dotted(namespace.namespace()));
        }
    }

    private void checkFunction(String name) {
        String lowerCase = name.toLowerCase(Locale.ROOT);
        String prefix = catalog + ".system.";
        String known = lowerCase.startsWith(prefix) ? lowerCase.substring(catalog.length() + 1) : lowerCase;
        refuseUnless(allowed.allowsFunction(known), "function is not on the list", name);
    }

    /** Spark's own functions call Java methods that Spark has chosen; so do Iceberg's partition transforms and our functions of areas. */
    private static void checkCall(StaticInvoke call, boolean insideFunction) {
        String target = call.staticObject().getName();
        boolean ours = target.startsWith(ICEBERG_FUNCTIONS)
                || target.equals(GEO_FUNCTIONS)
                || (insideFunction && target.startsWith(SPARK));
        refuseUnless(ours, "it calls a Java method", target + "." + call.functionName());
    }

    /** A subquery here would be run by the analyser. */
    private static void checkTimeTravel(RelationTimeTravel travel) {
        Option<Expression> timestamp = travel.timestamp();
        if (timestamp.isDefined()) {
            PlanNodes.visit(
                    timestamp.get(),
                    (node, inside) -> refuseUnless(
                            !(node instanceof SubqueryExpression),
                            "it computes a time travel",
                            "TIMESTAMP AS OF (SELECT …)"));
        }
    }

    /** A Hive table, which Spark plans without naming the catalog's plug-in. */
    private void checkTable(TreeNode<?> node, Option<CatalogTable> table) {
        if (table.isEmpty() || !table.get().identifier().catalog().contains(catalog)) {
            throw notListed(node);
        }
    }

    /** What the catalog gives is Iceberg's, or one of our virtual tables; Hive's come as other nodes. */
    private static void checkKind(Table table) {
        boolean known =
                table instanceof VirtualTable || table.getClass().getName().startsWith(ICEBERG_TABLES);
        refuseUnless(known, "it reads something that is not a table of ours", table.name());
    }

    private void checkCatalog(Option<CatalogPlugin> found, String name) {
        refuseUnless(found.isDefined(), "it reads something that is not a table of ours", name);
        checkCatalog(found.get(), name);
    }

    private void checkCatalog(CatalogPlugin found, String name) {
        refuseUnless(
                found.name().equals(catalog),
                "catalog is not '" + catalog + "'",
                found.name() + (name.isEmpty() ? "" : "." + name));
    }

    private static SqlException notListed(TreeNode<?> node) {
        String kind = node instanceof LogicalPlan ? "statement" : "expression";
        return refusal(kind + " is not on the list", words(node.getClass().getSimpleName()));
    }

    /** {@code AddJarsCommand} -> {@code ADD JARS}, and as users write it where Spark's name says something else. */
    private static String words(String className) {
        return switch (className) {
            case "CompoundBody" -> "BEGIN … END";
            case "ScriptTransformation" -> "TRANSFORM … USING";
            case "PlanWithUnresolvedIdentifier", "ExpressionWithUnresolvedIdentifier" -> "IDENTIFIER(…)";
            case "SetCatalogAndNamespace" -> "USE";
            case "InsertIntoStatement" -> "INSERT";
            case "LogicalRelation", "HiveTableRelation", "DescribeTableCommand", "ShowFunctionsCommand" ->
                "SOURCE OUTSIDE OF THE CATALOG";
            default ->
                className
                        .replaceAll("(Command|Statement)?\\$?$", "")
                        .replaceAll("^Unresolved", "")
                        .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
                        .toUpperCase(Locale.ROOT);
        };
    }

    private static String dotted(Seq<String> parts) {
        return parts.mkString(".");
    }

    private static void refuseUnless(boolean allowed, String why, String value) {
        if (!allowed) {
            throw refusal(why, value);
        }
    }

    private static SqlException refusal(String why, String value) {
        return new SqlException(
                SqlException.Kind.REFUSED, "Cannot run as read-only SQL, %s: %s".formatted(why, value), null);
    }
}
