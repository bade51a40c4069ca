package io.penstock.engine.geo;

import java.util.List;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.catalyst.expressions.GetStructField;
import org.apache.spark.sql.catalyst.expressions.GreaterThanOrEqual;
import org.apache.spark.sql.catalyst.expressions.LessThanOrEqual;
import org.apache.spark.sql.catalyst.expressions.objects.StaticInvoke;
import org.apache.spark.sql.errors.QueryCompilationErrors;
import org.apache.spark.sql.types.AbstractDataType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.unsafe.types.UTF8String;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;

/**
 * Functions of SQL for areas on the map, under the names that other engines have for them.
 *
 * <ul>
 *   <li>{@code st_contains(geometry, longitude, latitude)}: whether the point lies within the area. One on its boundary does not.
 *   <li>{@code st_geomfromtext(text)}: the area of a Well-Known Text, such as {@code POLYGON ((…))}.
 * </ul>
 *
 * <p>A geometry is a struct of its bounds and its Well-Known Binary ({@link Areas#TYPE}). The bounds are compared first, by Spark's own
 * generated code: a point is looked up in those few areas only whose bounds it lies within.
 */
public final class GeoFunctions {

    /** Whether a point lies within an area. */
    public static final String CONTAINS = "st_contains";

    /** The area of a Well-Known Text. */
    public static final String FROM_TEXT = "st_geomfromtext";

    private static final int MIN_LONGITUDE = 0;
    private static final int MIN_LATITUDE = 1;
    private static final int MAX_LONGITUDE = 2;
    private static final int MAX_LATITUDE = 3;
    private static final int BINARY = 4;

    static {
        register(
                CONTAINS,
                "st_contains(geometry, longitude, latitude) - Returns whether the point lies within the area.",
                3,
                GeoFunctions::contains);
        register(
                FROM_TEXT,
                "st_geomfromtext(text) - Returns the area of a Well-Known Text.",
                1,
                arguments -> call(Areas.TYPE, "fromText", List.of(arguments.get(0)), List.of(DataTypes.StringType)));
    }

    private GeoFunctions() {}

    /** Makes the functions known to all sessions that begin from now on. May be called again. */
    public static void register() {
        // done when the class was loaded
    }

    /** An expression made of the arguments. */
    private interface Builder {
        Expression of(List<Expression> arguments);
    }

    private static void register(String name, String usage, int arguments, Builder builder) {
        FunctionRegistry.builtin()
                .registerFunction(
                        new FunctionIdentifier(name),
                        new ExpressionInfo(
                                GeoFunctions.class.getName(), null, name, usage, "", "", "", "", "", "", "built-in"),
                        new AbstractFunction1<Seq<Expression>, Expression>() {
                            @Override
                            public Expression apply(Seq<Expression> given) {
                                List<Expression> all = CollectionConverters.asJava(given);
                                if (all.size() != arguments) {
                                    throw rethrown(QueryCompilationErrors.wrongNumArgsError(
                                            name, seq(List.<Object>of(arguments)), all.size(), "", "", ""));
                                }
                                return builder.of(all);
                            }
                        });
    }

    /** Spark's exceptions are checked and not declared. */
    @SuppressWarnings("unchecked")
    private static <E extends Throwable> RuntimeException rethrown(Throwable thrown) throws E {
        throw (E) thrown;
    }

    private static Expression contains(List<Expression> arguments) {
        Expression geometry = arguments.get(0);
        Expression longitude = number(arguments.get(1));
        Expression latitude = number(arguments.get(2));
        if (!DataType.equalsIgnoreNullability(geometry.dataType(), Areas.TYPE)) {
            // which Spark refuses in its own words, and names both types
            return call(
                    DataTypes.BooleanType,
                    "contains",
                    List.of(geometry, longitude, latitude),
                    List.of(Areas.TYPE, DataTypes.DoubleType, DataTypes.DoubleType));
        }
        Expression within = new And(
                new And(
                        new GreaterThanOrEqual(longitude, field(geometry, MIN_LONGITUDE)),
                        new LessThanOrEqual(longitude, field(geometry, MAX_LONGITUDE))),
                new And(
                        new GreaterThanOrEqual(latitude, field(geometry, MIN_LATITUDE)),
                        new LessThanOrEqual(latitude, field(geometry, MAX_LATITUDE))));
        return new And(
                within,
                call(
                        DataTypes.BooleanType,
                        "contains",
                        List.of(field(geometry, BINARY), longitude, latitude),
                        List.of(DataTypes.BinaryType, DataTypes.DoubleType, DataTypes.DoubleType)));
    }

    private static Expression number(Expression value) {
        return value.dataType() instanceof NumericType && !value.dataType().equals(DataTypes.DoubleType)
                ? new Cast(value, DataTypes.DoubleType, Option.empty(), Cast.apply$default$4())
                : value;
    }

    private static Expression field(Expression geometry, int index) {
        return new GetStructField(geometry, index, Option.empty());
    }

    private static Expression call(
            DataType result, String method, List<Expression> arguments, List<AbstractDataType> types) {
        return new StaticInvoke(
                GeoFunctions.class, result, method, seq(arguments), seq(types), true, true, true, Option.empty());
    }

    private static <T> Seq<T> seq(List<T> items) {
        return CollectionConverters.asScala(items).toSeq();
    }

    /** What {@code st_contains} calls for a point within the bounds of an area. */
    public static boolean contains(byte[] wellKnownBinary, double longitude, double latitude) {
        return Areas.contain(wellKnownBinary, longitude, latitude);
    }

    /** The same for all of a geometry, where its type is known to be one only when Spark has cast it. */
    public static boolean contains(InternalRow geometry, double longitude, double latitude) {
        return contains(geometry.getBinary(BINARY), longitude, latitude);
    }

    /** What {@code st_geomfromtext} calls. */
    public static InternalRow fromText(UTF8String text) {
        try {
            return Areas.row(Areas.checked(new WKTReader().read(text.toString())));
        } catch (ParseException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "Cannot read an area from Well-Known Text, it " + said(e) + ": " + excerpt(text.toString()), e);
        }
    }

    private static String said(Exception e) {
        return e instanceof ParseException ? "is not well-formed, " + e.getMessage() : String.valueOf(e.getMessage());
    }

    private static String excerpt(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
