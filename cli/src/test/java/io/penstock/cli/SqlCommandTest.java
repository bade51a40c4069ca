package io.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.cli.Typing.Typed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlCommandTest {

    private static final String COLUMNS =
            "{\"columns\":[{\"name\":\"url\",\"type\":\"STRING\"},{\"name\":\"hits\",\"type\":\"BIGINT\"}]}\n";
    private static final String ROWS = "{\"row\":[\"a,\\\"b\\\"\",12]}\n{\"row\":[\"\",null]}\n{\"row\":[null,3]}\n";
    private static final String END = "{\"end\":{\"rows\":3,\"truncated\":false,\"elapsed_millis\":42}}\n";

    @TempDir
    private Path folder;

    private FakeRuntime runtime;

    @BeforeEach
    void startRuntime() throws IOException {
        runtime = FakeRuntime.in(folder);
    }

    @AfterEach
    void stopRuntime() {
        runtime.close();
    }

    @Test
    void printsATableWithNumbersToTheRight() {
        runtime.on("POST /api/sql", 200, COLUMNS + ROWS + END);

        Typed typed = Typing.in(folder).type("sql", "-e", "SELECT 1");

        assertThat(typed.code()).as(typed.err()).isEqualTo(ExitCodes.DONE);
        assertThat(typed.out())
                .isEqualTo(
                        """
                url    hits
                a,"b"    12
                       NULL
                NULL      3
                """);
        assertThat(typed.err()).isEmpty();
        runtime.assertRequests("POST /api/sql {\"sql\":\"SELECT 1\",\"write\":false,\"max_rows\":10000}");
    }

    @Test
    void saysHowToAllowWhatReadOnlySqlRefuses() {
        String refusal = "Cannot run as read-only SQL, statement is not on the list: DROP TABLE";
        runtime.on("POST /api/sql", 400, "{\"error\":\"%s\"}".formatted(refusal));

        Typed typed = Typing.in(folder).type("sql", "-e", "DROP TABLE web.clicks");

        assertThat(typed.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(typed.err())
                .isEqualTo("%s%nhint: penstock sql --write allows statements that change tables%n".formatted(refusal));
    }

    @Test
    void printsCsvThatTellsNullFromEmpty() {
        runtime.on("POST /api/sql", 200, COLUMNS + ROWS + END);

        assertThat(Typing.in(folder)
                        .type("sql", "-e", "SELECT 1", "--output", "csv")
                        .out())
                .isEqualTo("url,hits%n\"a,\"\"b\"\"\",12%n\"\",%n,3%n".formatted());
    }

    @Test
    void printsOneJsonArray() {
        runtime.on("POST /api/sql", 200, COLUMNS + ROWS + END);

        assertThat(Typing.in(folder)
                        .type("sql", "-e", "SELECT 1", "--output", "json")
                        .out())
                .isEqualTo(
                        """
                [
                {"url":"a,\\"b\\"","hits":12},
                {"url":"","hits":null},
                {"url":null,"hits":3}
                ]
                """);
    }

    @Test
    void saysWhenThereIsMore() {
        runtime.on("POST /api/sql", 200, COLUMNS + "{\"end\":{\"rows\":3,\"truncated\":true,\"elapsed_millis\":1}}\n");

        assertThat(Typing.in(folder)
                        .type("sql", "-e", "SELECT 1", "--max-rows", "3")
                        .err())
                .isEqualTo("Stopped after 3 rows, there are more: --max-rows sets the limit%n".formatted());
    }

    @Test
    void manyRowsKeepTheWidthOfTheFirst() {
        String rows = IntStream.range(0, 500)
                .mapToObj(row -> "{\"row\":[\"" + (row < 300 ? "u" : "longer") + "\"," + row + "]}\n")
                .collect(Collectors.joining());
        runtime.on("POST /api/sql", 200, COLUMNS + rows + END);

        String out = Typing.in(folder).type("sql", "-e", "SELECT 1").out();

        assertThat(out.lines()).hasSize(501);
        assertThat(out).startsWith("url  hits\nu       0\n").contains("\nlonger   499\n");
    }

    @Test
    void aRefusedStatementIsAFailureInTheRuntimesWords() {
        runtime.on(
                "POST /api/sql",
                409,
                "{\"error\":\"Cannot run DROP TABLE, only queries are allowed without --write\"}");

        Typed typed = Typing.in(folder).type("sql", "-e", "DROP TABLE t");

        assertThat(typed.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(typed.err())
                .isEqualTo("Cannot run DROP TABLE, only queries are allowed without --write%n".formatted());
    }

    @Test
    void aFailureInTheMiddleIsAFailure() {
        runtime.on("POST /api/sql", 200, COLUMNS + ROWS + "{\"error\":\"Cannot go on, the disk is full\"}\n");

        Typed typed = Typing.in(folder).type("sql", "-e", "SELECT 1");

        assertThat(typed.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(typed.err()).isEqualTo("Cannot go on, the disk is full%n".formatted());
    }

    @Test
    void aResultThatBreaksOffIsAFailure() {
        runtime.on("POST /api/sql", 200, COLUMNS + ROWS);

        Typed typed = Typing.in(folder).type("sql", "-e", "SELECT 1");

        assertThat(typed.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(typed.err())
                .startsWith("Cannot tell whether the result is whole, the runtime ended it without saying so%nlog: "
                        .formatted());
    }

    @Test
    void aScriptRunsStatementByStatement() throws IOException {
        runtime.on("POST /api/sql", 200, COLUMNS + END);
        Files.writeString(folder.resolve("q.sql"), "SELECT ';' AS a; -- not; here\n\nSELECT 2;\n");

        Typing.in(folder).type("sql", "-f", "q.sql", "--write");

        runtime.assertRequests(
                "POST /api/sql {\"sql\":\"SELECT ';' AS a\",\"write\":true,\"max_rows\":10000}",
                "POST /api/sql {\"sql\":\"-- not; here\\n\\nSELECT 2\",\"write\":true,\"max_rows\":10000}");
    }

    @Test
    void aStatementIsNeeded() {
        assertThat(Typing.in(folder).type("sql", "-e", " ; -- nothing").err())
                .isEqualTo("Cannot run SQL, there is no statement%n".formatted());
        assertThat(Typing.in(folder).type("sql").code()).isEqualTo(ExitCodes.WRONG_USAGE);
    }

    @Test
    void theShellNeedsATerminalAndPrintsForPeople() {
        assertThat(Typing.in(folder).type("sql").err())
                .isEqualTo(("Cannot start the SQL shell, there is no terminal: give the statement with -e,"
                                + " or a file of statements with -f%n")
                        .formatted());
        assertThat(Typing.in(folder).onTerminal("").with("NO_COLOR", "1").type("sql", "--output", "csv"))
                .satisfies(typed -> assertThat(typed.code()).isEqualTo(ExitCodes.WRONG_USAGE))
                .satisfies(typed -> assertThat(typed.err())
                        .isEqualTo(
                                "Cannot start the SQL shell, it prints for people: leave out --output%n".formatted()));
    }

    @Test
    void warnsWhenWritingIsAllowedAndNamesThePipelineOfATable() {
        runtime.on("POST /api/sql", 200, COLUMNS + END)
                .on(
                        "GET /api/pipelines",
                        200,
                        "[{\"name\":\"clickstream\",\"outputs\":[{\"name\":\"a\",\"table\":\"web.clicks\"}]}]");

        Typed typed = Typing.in(folder).type("sql", "--write", "-e", "DELETE FROM web.clicks");

        assertThat(typed.code()).isEqualTo(ExitCodes.DONE);
        assertThat(typed.err())
                .isEqualTo(("Statements may change and drop tables (--write).%n"
                                + "web.clicks belongs to the pipeline clickstream: after a change by others"
                                + " `penstock verify clickstream` fails.%n")
                        .formatted());
    }
}
