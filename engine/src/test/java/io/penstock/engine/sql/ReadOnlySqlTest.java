package io.penstock.engine.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.engine.sql.virtual.VirtualNamespaces;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.connector.catalog.CatalogPlugin;
import org.apache.spark.sql.connector.catalog.Column;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.execution.CommandExecutionMode;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import scala.Some;
import scala.jdk.javaapi.CollectionConverters;

class ReadOnlySqlTest {

    /** Statements that break out set this property, run {@code touch} on this file, or read this file. */
    private static final String PROPERTY = "penstock.test.broke-out";

    private static final SqlLimits LIMITS = new SqlLimits(100, 1 << 20, Duration.ofMinutes(1));

    @TempDir
    static Path folder;

    private static SqlTables tables;
    private static SqlService sql;
    private static Path canary;

    record Case(String statement, String expected) {
        @Override
        public String toString() {
            return statement;
        }
    }

    @BeforeAll
    static void start() throws IOException {
        tables = new SqlTables(folder);
        sql = new SqlService(
                tables::newSession, "penstock", new VirtualNamespaces(List.of(new CountedTables("counted"))));
        canary = folder.resolve("canary");
        Files.writeString(folder.resolve("secret.txt"), "secret\n");
        tables.run("CREATE TABLE spark_catalog.default.elsewhere (a INT) USING parquet");
        tables.run("CREATE FUNCTION spark_catalog.default.own AS 'org.example.NotThere' USING JAR '%s'"
                .formatted(folder.resolve("evil.jar")));
    }

    @AfterAll
    static void stop() {
        assertThat(rows("SELECT count(*) FROM web.clicks")).containsExactly(List.of(3L));
        assertThat(rows("SELECT count(*) FROM web.visitors")).containsExactly(List.of(2L));
        sql.close();
        tables.close();
    }

    static Stream<Case> refusedStatements() throws IOException {
        return cases("refused-statements.sql");
    }

    @ParameterizedTest
    @MethodSource("refusedStatements")
    void refusesWhateverDoesMoreThanReadOurTables(Case attempt) {
        assertThatThrownBy(() -> rows(placed(attempt.statement())))
                .isInstanceOf(SqlException.class)
                .hasMessage(placed(attempt.expected()));

        assertThat(System.getProperty(PROPERTY)).isNull();
        assertThat(canary).doesNotExist();
    }

    @Test
    void seesThroughTheViewsOfTheCatalog() {
        tables.run("CREATE VIEW web.honest AS SELECT ip, count(*) AS hits FROM web.clicks GROUP BY ip");
        tables.run("CREATE VIEW web.sly AS SELECT reflect('java.lang.System', 'setProperty', '" + PROPERTY
                + "', ip) AS x FROM web.clicks");
        tables.run("CREATE VIEW web.elsewhere AS SELECT * FROM spark_catalog.default.elsewhere");

        assertThat(rows("SELECT hits FROM web.honest ORDER BY ip")).containsExactly(List.of(2L), List.of(1L));
        assertThat(rows("SHOW VIEWS IN web")).contains(List.of("web", "honest", false));
        assertThatThrownBy(() -> rows("SELECT * FROM web.sly"))
                .isInstanceOf(SqlException.class)
                .hasMessage("Cannot run as read-only SQL, expression is not on the list: CALL METHOD VIA REFLECTION");
        assertThatThrownBy(() -> rows("SELECT * FROM web.elsewhere"))
                .isInstanceOf(SqlException.class)
                .hasMessage("Cannot run as read-only SQL, statement is not on the list: SOURCE OUTSIDE OF THE CATALOG");
        assertThat(System.getProperty(PROPERTY)).isNull();
    }

    @Test
    void readsNoTableOfTheCatalogThatIsNeitherIcebergsNorOneOfOurVirtualOnes() {
        SparkSession session = (SparkSession) tables.newSession();
        SparkSession.setActiveSession(session); // catalogs are found by its settings
        CatalogPlugin catalog = session.sessionState().catalogManager().catalog("penstock");
        Identifier name = Identifier.of(new String[] {"web"}, "foreign");
        DataSourceV2Relation relation =
                DataSourceV2Relation.create(new ForeignTable(), new Some<>(catalog), new Some<>(name));

        assertThatThrownBy(() -> new ReadOnlyPlan("penstock", new AllowedNames()).check(relation))
                .isInstanceOf(SqlException.class)
                .hasMessage("Cannot run as read-only SQL, it reads something that is not a table of ours: foreign");
        SparkSession.clearActiveSession();
    }

    private static final class ForeignTable implements Table {

        @Override
        public String name() {
            return "foreign";
        }

        @Override
        public Column[] columns() {
            return new Column[] {Column.create("a", DataTypes.LongType)};
        }

        @Override
        public Set<TableCapability> capabilities() {
            return Set.of(TableCapability.BATCH_READ);
        }
    }

    @Test
    void seesNoTemporaryViewOfOtherSessions() {
        tables.run("CREATE OR REPLACE GLOBAL TEMPORARY VIEW shared AS SELECT 1 AS one");

        assertThatThrownBy(() -> rows("SELECT * FROM global_temp.shared"))
                .isInstanceOf(SqlException.class)
                .hasMessage("Cannot run as read-only SQL, statement is not on the list: VIEW");
    }

    private static String placed(String text) {
        return text.replace("$CANARY", canary.toString())
                .replace("$SECRET", folder.resolve("secret.txt").toString())
                .replace("$CLICKS", folder.resolve("warehouse/web/clicks").toString());
    }

    static Stream<Case> acceptedStatements() throws IOException {
        return cases("accepted-statements.sql");
    }

    @ParameterizedTest
    @MethodSource("acceptedStatements")
    void runsWhatAnalystsAsk(Case question) {
        assertThat(rows(question.statement())).hasToString(question.expected());
    }

    @Test
    void acceptsTheExamplesInSparksDocumentationOfEachListedFunction() throws Exception {
        AllowedNames allowed = new AllowedNames();
        ReadOnlyPlan readOnly = new ReadOnlyPlan("penstock", allowed);
        SparkSession session = (SparkSession) tables.newSession();
        List<String> refused = new ArrayList<>();
        int accepted = 0;
        for (String example : examples(allowed)) {
            try {
                LogicalPlan plan = session.sessionState().sqlParser().parsePlan(example);
                readOnly.check(plan);
                readOnly.check(session.sessionState()
                        .executePlan(plan, CommandExecutionMode.SKIP())
                        .analyzed());
                accepted++;
            } catch (SqlException e) {
                refused.add(example + " " + e.getMessage());
            } catch (AnalysisException e) {
                // an example that shows an error, or that needs a setting
            }
        }
        assertThat(refused).isEmpty();
        assertThat(accepted).isGreaterThan(700);
    }

    @Test
    void listsEveryFunctionOfThisSparkButThoseThatReachOutside() {
        TreeSet<String> left = new TreeSet<>();
        CollectionConverters.asJava(FunctionRegistry.builtin().listFunction()).forEach(f -> left.add(f.funcName()));
        left.removeAll(new AllowedNames().functions());
        left.removeIf(name -> name.startsWith("xpath") || name.startsWith("st_"));

        assertThat(left)
                .containsExactly(
                        "from_avro",
                        "from_protobuf",
                        "from_xml",
                        "java_method",
                        "reflect",
                        "schema_of_avro",
                        "schema_of_xml",
                        "to_avro",
                        "to_protobuf",
                        "to_xml",
                        "try_reflect");
    }

    private static List<String> examples(AllowedNames allowed) {
        List<String> examples = new ArrayList<>();
        for (String function : allowed.functions()) {
            var info = FunctionRegistry.builtin().lookupFunction(new FunctionIdentifier(function));
            if (info.isDefined()) {
                Stream.of(info.get().getExamples().split("(?m)^\\s*> "))
                        .map(text -> text.replaceAll("(?s);\\s*$.*", "").replaceAll("(?s);\n.*", ""))
                        .map(text -> text.replace("_FUNC_", function).strip())
                        .filter(text -> text.regionMatches(true, 0, "SELECT", 0, 6))
                        .forEach(examples::add);
            }
        }
        return examples;
    }

    private static List<List<Object>> rows(String statement) {
        Collected result = new Collected();
        sql.call(new SqlStatement(statement, SqlStatement.Access.READ_ONLY, LIMITS))
                .run(result);
        return result.rows();
    }

    /** Cases are set apart by empty lines; the last line of each, after {@code -- }, is what is expected. */
    private static Stream<Case> cases(String resource) throws IOException {
        try (InputStream in = Objects.requireNonNull(ReadOnlySqlTest.class.getResourceAsStream(resource))) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Stream.of(text.split("\n\n+")).map(String::strip).map(block -> {
                int last = block.lastIndexOf("\n-- ");
                return new Case(block.substring(0, last), block.substring(last + 4));
            });
        }
    }
}
