package io.penstock.engine.sql;

import static io.penstock.engine.sql.SqlStatement.Access.READ_ONLY;
import static io.penstock.engine.sql.SqlStatement.Access.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.engine.sql.virtual.VirtualNamespaces;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How virtual tables lie beside those of the catalog, whatever is in them. */
@Timeout(120)
class VirtualTablesTest {

    private static final SqlLimits LIMITS = new SqlLimits(1_000, 1 << 20, Duration.ofMinutes(1));

    @TempDir
    static Path folder;

    private static SqlTables tables;
    private static SqlService sql;

    @BeforeAll
    static void start() {
        tables = new SqlTables(folder);
        sql = new SqlService(
                tables::newSession,
                "penstock",
                new VirtualNamespaces(List.of(
                        new CountedTables("counted", new CountedTables("below")),
                        new CountedTables("mixed"),
                        new CountedTables("views"))));
        tables.run("CREATE NAMESPACE mixed");
        tables.run("CREATE TABLE mixed.stored (a INT) USING iceberg");
        tables.run("CREATE TABLE mixed.three (a STRING) USING iceberg");
        tables.run("INSERT INTO mixed.three VALUES ('mine')");
        tables.run("CREATE NAMESPACE views");
        tables.run("CREATE VIEW views.three AS SELECT 'a view' AS a");
    }

    @AfterAll
    static void stop() {
        sql.close();
        tables.close();
    }

    @Test
    void readsAVirtualTable() {
        assertThat(rows("SELECT n FROM counted.three WHERE n > 0 ORDER BY n DESC"))
                .containsExactly(List.of(2L), List.of(1L));
        assertThat(rows("SELECT count(*) FROM penstock.counted.three AS a JOIN counted.below.three AS b USING (n)"))
                .containsExactly(List.of(3L));
        assertThat(rows("SELECT url FROM web.clicks WHERE eventid IN (SELECT n FROM counted.three) ORDER BY 1"))
                .containsExactly(List.of("/a"), List.of("/b"));
    }

    @Test
    void showsVirtualNamespacesAndTables() {
        assertThat(rows("SHOW NAMESPACES"))
                .containsExactlyInAnyOrder(List.of("web"), List.of("mixed"), List.of("views"), List.of("counted"));
        assertThat(rows("SHOW NAMESPACES IN counted")).containsExactly(List.of("counted.below"));
        assertThat(rows("SHOW NAMESPACES IN web")).isEmpty();
        assertThat(rows("SHOW TABLES IN counted")).containsExactly(List.of("counted", "three", false));
        assertThat(rows("SHOW TABLES IN counted.below")).containsExactly(List.of("counted.below", "three", false));
        assertThat(rows("SHOW TABLES IN counted LIKE 'f*'")).isEmpty();
        assertThat(rows("SHOW VIEWS IN counted")).isEmpty();
        assertThat(rows("DESCRIBE counted.three").get(0).subList(0, 2)).isEqualTo(List.of("n", "bigint"));
        assertThat(rows("SHOW COLUMNS IN counted.three")).containsExactly(List.of("n"));
        assertThat(rows("DESCRIBE NAMESPACE counted")).contains(List.of("Namespace Name", "counted"));
        assertThat(rows("EXPLAIN SELECT * FROM counted.three")).hasSize(1);
    }

    @Test
    void givesWayToTheStoredTablesAndViewsOfANameAndShowsThemOnce() {
        assertThat(rows("SELECT * FROM mixed.three")).containsExactly(List.of("mine"));
        assertThat(rows("SELECT * FROM views.three")).containsExactly(List.of("a view"));
        assertThat(rows("SHOW TABLES IN mixed"))
                .containsExactlyInAnyOrder(List.of("mixed", "stored", false), List.of("mixed", "three", false));
        assertThat(rows("SHOW VIEWS IN views")).containsExactly(List.of("views", "three", false));
    }

    @Test
    void isWrittenWhereTheStoredTableIsMeant() {
        run("CREATE TABLE mixed.other (a INT) USING iceberg", WRITE);
        run("INSERT INTO mixed.stored VALUES (1)", WRITE);
        run("DROP TABLE mixed.other", WRITE);

        assertThat(rows("SELECT * FROM mixed.stored")).containsExactly(List.of(1L));
        assertThatThrownBy(() -> rows("SELECT * FROM mixed.other"))
                .isInstanceOf(SqlException.class)
                .hasMessageStartingWith("line 1, column 15: [TABLE_OR_VIEW_NOT_FOUND]");
    }

    @Test
    void saysWhyThereIsNoSuchTable() {
        assertThatThrownBy(() -> rows("SELECT * FROM counted.four"))
                .isInstanceOf(SqlException.class)
                .hasMessage("Cannot read counted.four, it counts to three only")
                .returns(SqlException.Kind.INVALID, e -> ((SqlException) e).kind());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO counted.three VALUES (4)",
                "INSERT OVERWRITE counted.three SELECT * FROM counted.below.three",
                "DELETE FROM counted.three",
                "DELETE FROM counted.three WHERE n = 1",
                "UPDATE counted.three SET n = 1",
                "MERGE INTO counted.three USING counted.below.three AS o ON o.n = three.n WHEN MATCHED THEN DELETE",
                "DROP TABLE counted.three",
                "DROP TABLE IF EXISTS counted.three PURGE",
                "ALTER TABLE counted.three ADD COLUMN a INT",
                "ALTER TABLE counted.three RENAME TO counted.four",
                "CREATE OR REPLACE TABLE counted.three (a INT) USING iceberg",
                "REPLACE TABLE counted.three USING iceberg AS SELECT 1 AS a"
            })
    void writesToNoVirtualTable(String statement) {
        assertThatThrownBy(() -> run(statement, WRITE))
                .isInstanceOf(SqlException.class)
                .hasMessage("Cannot change counted.three, SQL can only read what is in counted")
                .returns(SqlException.Kind.REFUSED, e -> ((SqlException) e).kind());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE counted.four (a INT) USING iceberg",
                "CREATE TABLE counted.four USING iceberg AS SELECT 1 AS a",
                "ALTER TABLE web.visitors RENAME TO counted.four"
            })
    void makesNothingBesideThem(String statement) {
        assertThatThrownBy(() -> run(statement, WRITE))
                .isInstanceOf(SqlException.class)
                .hasMessage("Cannot change counted.four, SQL can only read what is in counted");
    }

    @Test
    void keepsTheirNamespaces() {
        assertThatThrownBy(() -> run("DROP NAMESPACE counted CASCADE", WRITE))
                .isInstanceOf(SqlException.class)
                .hasMessage("Cannot change counted, SQL can only read what is in counted");
        assertThatThrownBy(() -> run("CREATE NAMESPACE counted", WRITE))
                .isInstanceOf(SqlException.class)
                .hasMessageContaining("already exists");
        assertThatThrownBy(() -> run("CREATE TABLE counted.three (a INT) USING iceberg", WRITE))
                .isInstanceOf(SqlException.class)
                .hasMessageContaining("already exists");
    }

    @Test
    void leavesSomeRefusalsToSpark() {
        assertThatThrownBy(() -> run("TRUNCATE TABLE counted.three", WRITE))
                .isInstanceOf(SqlException.class)
                .hasMessage("Table does not support truncates: counted.three.");
        assertThatThrownBy(() -> run("INSERT OVERWRITE counted.three SELECT * FROM counted.three", WRITE))
                .isInstanceOf(SqlException.class)
                .hasMessageStartingWith("[UNSUPPORTED_FEATURE.TABLE_OPERATION] The feature is not supported: Table"
                        + " `counted`.`three` does not support truncate in batch mode.");
    }

    @Test
    void hasNoPast() {
        assertThatThrownBy(() -> rows("SELECT * FROM counted.three VERSION AS OF 1"))
                .isInstanceOf(SqlException.class)
                .hasMessage("Cannot read counted.three as it was, it shows what is there now");
        assertThatThrownBy(() -> rows("SELECT * FROM counted.three TIMESTAMP AS OF '2026-01-01'"))
                .isInstanceOf(SqlException.class)
                .hasMessage("Cannot read counted.three as it was, it shows what is there now");
    }

    @Test
    void copiesAVirtualTableIntoAStoredOne() {
        run("CREATE TABLE web.copied USING iceberg AS SELECT * FROM counted.three", WRITE);

        assertThat(rows("SELECT sum(n) FROM web.copied")).containsExactly(List.of(3L));
        run("DROP TABLE web.copied", WRITE);
    }

    @Test
    void areSeenByTheSessionsOfSqlAlone() {
        assertThat(tables.newSession().sql("SHOW NAMESPACES").collectAsList().stream()
                        .map(row -> row.getString(0)))
                .doesNotContain("counted");
    }

    private static List<List<Object>> rows(String statement) {
        return run(statement, READ_ONLY);
    }

    private static List<List<Object>> run(String statement, SqlStatement.Access access) {
        Collected result = new Collected();
        sql.call(new SqlStatement(statement, access, LIMITS)).run(result);
        return result.rows();
    }
}
