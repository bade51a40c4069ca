package io.penstock.engine.sql;

import static io.penstock.engine.sql.SqlStatement.Access.READ_ONLY;
import static io.penstock.engine.sql.SqlStatement.Access.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.sinks.VirtualTables;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class SqlServiceTest {

    private static final SqlLimits LIMITS = new SqlLimits(1_000, 1 << 20, Duration.ofMinutes(1));
    /** Runs for hours and gives no row. */
    private static final String ENDLESS =
            "SELECT a.id FROM range(100000000) a CROSS JOIN range(100000000) b WHERE a.id + b.id < 0";

    @TempDir
    static Path folder;

    private static SqlTables tables;
    private static SqlService sql;

    @BeforeAll
    static void start() {
        tables = new SqlTables(folder);
        sql = new SqlService(tables::newSession, "penstock", VirtualTables.NONE);
    }

    @AfterAll
    static void stop() {
        sql.close();
        tables.close();
    }

    @Test
    void givesEveryTypeAsAPlainValue() {
        Collected result = run(
                """
                SELECT 'text', 1Y, 2S, 3, 4L, 1.5F, 2.25D, double('NaN'), -double('Infinity'), 1.50BD, true,
                  TIMESTAMP'2026-01-31 10:00:00.123456+01:00', TIMESTAMP_NTZ'2026-01-31 10:00:00', DATE'1969-12-31',
                  X'00FF', array(1, NULL), map('a', 1), map(1, 'a'), named_struct('x', 1, 'y', array(DATE'2026-01-01')),
                  NULL, INTERVAL '1 2' DAY TO HOUR, parse_json('{"a":[1,2]}'), make_interval(1, 2)""");

        assertThat(result.rows())
                .containsExactly(Arrays.asList(
                        "text",
                        1L,
                        2L,
                        3L,
                        4L,
                        1.5,
                        2.25,
                        "NaN",
                        "-Infinity",
                        "1.50",
                        true,
                        "2026-01-31T09:00:00.123456Z",
                        "2026-01-31T10:00",
                        "1969-12-31",
                        "AP8=",
                        Arrays.asList(1L, null),
                        Map.of("a", 1L),
                        List.of(List.of(1L, "a")),
                        Map.of("x", 1L, "y", List.of("2026-01-01")),
                        null,
                        "INTERVAL '1 02' DAY TO HOUR",
                        "{\"a\":[1,2]}",
                        "1 years 2 months"));
    }

    @Test
    void namesColumnsAndTheirTypesBeforeTheFirstRow() {
        Collected result = run("SELECT eventid, tags AS a, place AS a FROM web.clicks WHERE false");

        assertThat(result.columns())
                .containsExactly(
                        new SqlColumn("eventid", "BIGINT"),
                        new SqlColumn("a", "ARRAY<STRING>"),
                        new SqlColumn("a", "STRUCT<lat: DOUBLE, name: STRING>"));
        assertThat(result.rows()).isEmpty();
    }

    @Test
    void keepsBothFieldsOfAStructThatHaveOneName() {
        assertThat(run("SELECT named_struct('a', 1, 'a', 2)").rows()).containsExactly(List.of(List.of(1L, 2L)));
    }

    @Test
    void cutsOffAtTheRowLimit() {
        Collected result = new Collected();

        SqlEnd end = run(
                "SELECT id FROM range(0, 1000, 1, 7)",
                READ_ONLY,
                new SqlLimits(450, 1 << 20, LIMITS.maxTime()),
                result);

        assertThat(end)
                .returns(450L, SqlEnd::rows)
                .returns(true, SqlEnd::truncated)
                .returns("rows", SqlEnd::limit);
        assertThat(result.rows()).hasSize(450).first().isEqualTo(List.of(0L));
        assertThat(result.rows().get(449)).isEqualTo(List.of(449L));
    }

    @Test
    void doesNotCallAResultTruncatedThatEndsAtTheRowLimit() {
        SqlEnd end = run(
                "SELECT id FROM range(0, 450, 1, 7)",
                READ_ONLY,
                new SqlLimits(450, 1 << 20, LIMITS.maxTime()),
                new Collected());

        assertThat(end)
                .returns(450L, SqlEnd::rows)
                .returns(false, SqlEnd::truncated)
                .returns(null, SqlEnd::limit);
    }

    @Test
    void cutsOffAtTheByteLimit() {
        Collected result = new Collected();

        SqlEnd end = run(
                "SELECT repeat('x', 1000) FROM range(0, 1000, 1, 3)",
                READ_ONLY,
                new SqlLimits(1_000, 100_000, LIMITS.maxTime()),
                result);

        assertThat(end.limit()).isEqualTo("bytes");
        assertThat(result.rows()).hasSizeBetween(90, 100);
    }

    @Test
    void givesNoMoreRowsThanTheStatementsOwnLimit() {
        Collected result = new Collected();

        SqlEnd end = run("SELECT eventid FROM web.clicks WHERE eventid > 0 LIMIT 2", READ_ONLY, LIMITS, result);

        assertThat(end).returns(2L, SqlEnd::rows).returns(false, SqlEnd::truncated);
    }

    @Test
    void readsOnlyAsManyPartitionsAsTheReaderTakes() {
        AtomicReference<Object> last = new AtomicReference<>();
        SqlCall call = sql.call(
                new SqlStatement("SELECT id, assert_true(id < 10) FROM range(0, 1000, 1, 100)", READ_ONLY, LIMITS));

        assertThatThrownBy(() -> call.run(new SqlSink() {
                    @Override
                    public void columns(List<SqlColumn> columns) {}

                    @Override
                    public void row(List<Object> values) {
                        last.set(values.get(0));
                        throw new IllegalStateException("the reader has gone");
                    }
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the reader has gone");
        assertThat(last.get()).isEqualTo(0L);
    }

    @Test
    void endsAStatementThatTakesTooLong() {
        SqlLimits short_ = new SqlLimits(10, 1 << 20, Duration.ofSeconds(2));

        assertThatThrownBy(() -> run(ENDLESS, READ_ONLY, short_, new Collected()))
                .isInstanceOf(SqlException.class)
                .hasMessage("Cannot finish the statement, it ran longer than allowed: 2 s")
                .extracting(e -> ((SqlException) e).kind())
                .isEqualTo(SqlException.Kind.TIMED_OUT);
        awaitNoJobs();
    }

    @Test
    void endsAStatementThatIsCancelled() throws Exception {
        ExecutorService caller = Executors.newSingleThreadExecutor();
        try {
            SqlCall call = sql.call(new SqlStatement(ENDLESS, READ_ONLY, LIMITS));
            Future<SqlEnd> end = caller.submit(() -> call.run(new Collected()));
            Awaitility.await("the query's job").until(() -> activeJobs() > 0);

            call.cancel();

            assertThatThrownBy(end::get).cause().hasMessage("Cannot finish the statement, it was cancelled");
            awaitNoJobs();
        } finally {
            caller.shutdownNow();
        }
    }

    @Test
    void doesNotStartAStatementThatWasCancelledBefore() {
        SqlCall call = sql.call(new SqlStatement("SELECT 1", READ_ONLY, LIMITS));
        call.cancel();

        assertThatThrownBy(() -> call.run(new Collected()))
                .isInstanceOf(SqlException.class)
                .hasMessage("Cannot finish the statement, it was cancelled");
    }

    @Test
    void saysWhyARowFailedInSparksWords() {
        assertThatThrownBy(() -> run("SELECT eventid / (eventid - 2) FROM web.clicks"))
                .isInstanceOf(SqlException.class)
                .hasMessage(
                        "[DIVIDE_BY_ZERO] Division by zero. Use `try_divide` to tolerate divisor being 0 and return NULL"
                                + " instead. If necessary set \"spark.sql.ansi.enabled\" to \"false\" to bypass this error.")
                .extracting(e -> ((SqlException) e).kind())
                .isEqualTo(SqlException.Kind.FAILED);
    }

    @Test
    void saysWhereAStatementIsWrong() {
        assertThatThrownBy(() -> run("SELECT\n  missing FROM web.visitors"))
                .isInstanceOf(SqlException.class)
                .hasMessage(
                        "line 2, column 3: [UNRESOLVED_COLUMN.WITH_SUGGESTION] A column, variable, or function parameter"
                                + " with name `missing` cannot be resolved. Did you mean one of the following? [`ip`, `name`].")
                .extracting(e -> ((SqlException) e).kind())
                .isEqualTo(SqlException.Kind.INVALID);
    }

    @Test
    void survivesStatementsNestedTooDeeply() {
        String parentheses = "(".repeat(20_000) + "1" + ")".repeat(20_000);
        assertThatThrownBy(() -> run("SELECT " + parentheses))
                .isInstanceOf(SqlException.class)
                .hasMessage("Cannot run SQL, more parentheses are open at once than allowed: 500");
        assertThatThrownBy(() -> run("SELECT " + "NOT ".repeat(20_000) + "true"))
                .isInstanceOf(SqlException.class)
                .hasMessage("Cannot run SQL, the statement is nested too deeply");
        assertThat(run("SELECT 1").rows()).containsExactly(List.of(1L));
    }

    @Test
    void explainsAQuery() {
        assertThat(run("EXPLAIN SELECT ip FROM web.visitors").rows())
                .singleElement()
                .satisfies(row -> assertThat(row.get(0).toString())
                        .startsWith("== Physical Plan ==")
                        .contains("IcebergScan(table=penstock.web.visitors"));
    }

    @Test
    void writesWhenAskedTo() {
        run("CREATE TABLE web.written (a INT) USING iceberg", WRITE, LIMITS, new Collected());
        run("INSERT INTO web.written VALUES (1), (2)", WRITE, LIMITS, new Collected());
        Collected result = new Collected();
        run("SELECT sum(a) FROM web.written", WRITE, LIMITS, result);

        assertThat(result.rows()).containsExactly(List.of(3L));
        assertThat(run("SELECT count(*) FROM web.written").rows()).containsExactly(List.of(2L));
    }

    @Test
    void seesWhatOthersCommittedAfterItsSessionWasOpened() {
        tables.run("CREATE TABLE web.growing (a INT) USING iceberg");
        assertThat(run("SELECT count(*) FROM web.growing").rows()).containsExactly(List.of(0L));

        tables.run("INSERT INTO web.growing VALUES (1)");

        assertThat(run("SELECT count(*) FROM web.growing").rows()).containsExactly(List.of(1L));
    }

    @Test
    void keepsWhatAWritingStatementDidToItsSessionFromTheNext() {
        run("SET spark.sql.ansi.enabled=false", WRITE, LIMITS, new Collected());
        run("CREATE TEMPORARY VIEW mine AS SELECT 1", WRITE, LIMITS, new Collected());

        assertThatThrownBy(() -> run("SELECT * FROM mine", WRITE, LIMITS, new Collected()))
                .hasMessageContaining("[TABLE_OR_VIEW_NOT_FOUND] The table or view `mine` cannot be found.");
        assertThatThrownBy(() -> run("SELECT 1 / 0", WRITE, LIMITS, new Collected()))
                .hasMessageContaining("[DIVIDE_BY_ZERO]");
    }

    @Test
    void refusesAScriptEvenWhenWritingIsAllowed() {
        assertThatThrownBy(() -> run("BEGIN SELECT 1; END", WRITE, LIMITS, new Collected()))
                .isInstanceOf(SqlException.class)
                .hasMessage("Cannot run a script, one statement at a time: BEGIN … END");
    }

    @Test
    void runsStatementsSideBySide() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(8);
        try {
            List<Future<Collected>> results = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                int n = i;
                results.add(callers.submit(() -> run("SELECT count(*) + " + n + " FROM web.visitors")));
            }
            for (int i = 0; i < results.size(); i++) {
                assertThat(results.get(i).get().rows()).containsExactly(List.of(2L + i));
            }
        } finally {
            callers.shutdownNow();
        }
    }

    /** The settings of {@code docs/sql.md}; the extensions are those that this test's Spark has already. */
    @Test
    void aSessionOfYourOwnReadsTheTablesWithTheSettingsOfTheDocuments() throws Exception {
        String document = Files.readString(Path.of("../docs/sql.md"));
        String block = document.substring(document.indexOf("```properties\n") + 14);
        Properties settings = new Properties();
        settings.load(new StringReader(
                block.substring(0, block.indexOf("```")).replace("/home/you/clicks/.penstock", folder.toString())));
        SparkSession own = tables.newSession();
        assertThat(settings.remove("spark.sql.extensions")).isEqualTo(own.conf().get("spark.sql.extensions"));

        settings.stringPropertyNames().forEach(name -> own.conf().set(name, settings.getProperty(name)));

        assertThat(settings).hasSize(5);
        assertThat(own.sql("SELECT count(*) FROM penstock.web.clicks").first().getLong(0))
                .isEqualTo(3);
    }

    @Test
    void runsAStatementOnce() {
        SqlCall call = sql.call(new SqlStatement("SELECT 1", READ_ONLY, LIMITS));
        call.run(new Collected());

        assertThatThrownBy(() -> call.run(new Collected()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("Cannot run a statement, it ran already: ");
    }

    private static Collected run(String statement) {
        Collected result = new Collected();
        run(statement, READ_ONLY, LIMITS, result);
        return result;
    }

    private static SqlEnd run(String statement, SqlStatement.Access access, SqlLimits limits, SqlSink sink) {
        return sql.call(new SqlStatement(statement, access, limits)).run(sink);
    }

    private static int activeJobs() {
        return new JavaSparkContext(tables.newSession().sparkContext())
                .statusTracker()
                .getActiveJobIds()
                .length;
    }

    private static void awaitNoJobs() {
        Awaitility.await("no job left running").until(() -> activeJobs() == 0);
    }
}
