package io.penstock.engine.sql;

import io.penstock.engine.geo.GeoFunctions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry;
import org.apache.spark.sql.catalyst.analysis.TableFunctionRegistry;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import scala.Option;

/** The allow-lists of read-only SQL: functions by name, nodes of plans by the simple name of their class. */
final class AllowedNames {

    private static final String SPARK = "org.apache.spark.sql.";

    private final Set<String> functions = words("read-only-functions.txt");
    private final Set<String> nodes;

    AllowedNames() {
        GeoFunctions.register();
        nodes = Stream.concat(
                        words("read-only-nodes.txt").stream(),
                        functions.stream().flatMap(AllowedNames::className))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The names of the functions, lower case. */
    Set<String> functions() {
        return functions;
    }

    boolean allowsFunction(String name) {
        return functions.contains(name);
    }

    boolean allowsNode(Class<?> type) {
        return type.getName().startsWith(SPARK) && nodes.contains(simpleName(type.getName()));
    }

    private static Stream<String> className(String function) {
        FunctionIdentifier name = new FunctionIdentifier(function);
        Option<ExpressionInfo> info = FunctionRegistry.builtin().lookupFunction(name);
        Option<ExpressionInfo> table = TableFunctionRegistry.builtin().lookupFunction(name);
        return Stream.of(info, table)
                .filter(Option::isDefined)
                .map(found -> simpleName(found.get().getClassName()));
    }

    /** Returns the name without package, and without the {@code $} at the end of a Scala object's. */
    private static String simpleName(String className) {
        String name = className.substring(className.lastIndexOf('.') + 1);
        return name.endsWith("$") ? name.substring(0, name.length() - 1) : name;
    }

    private static Set<String> words(String resource) {
        try (InputStream in = AllowedNames.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("Cannot judge SQL, list is missing from the jar: " + resource);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .flatMap(line -> Stream.of(line.split(" ")))
                    .filter(word -> !word.isEmpty())
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot judge SQL, list is not readable: " + resource, e);
        }
    }
}
