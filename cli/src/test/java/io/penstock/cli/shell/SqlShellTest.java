package io.penstock.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.cli.Context;
import io.penstock.cli.FakeRuntime;
import io.penstock.cli.runtime.RuntimeClient;
import io.penstock.local.Home;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.ExternalTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The shell on a terminal that is a pair of streams, against a runtime that answers what it is told to. */
@Timeout(60)
class SqlShellTest {

    private static final String RESULT = "{\"columns\":[{\"name\":\"n\",\"type\":\"BIGINT\"}]}\n{\"row\":[42]}\n"
            + "{\"end\":{\"rows\":1,\"truncated\":false,\"elapsed_millis\":1}}\n";

    @TempDir
    private Path folder;

    private FakeRuntime runtime;

    @BeforeEach
    void startRuntime() throws IOException {
        runtime = FakeRuntime.in(folder).on("POST /api/sql", 200, RESULT).on("GET /api/pipelines", 200, "[]");
    }

    @AfterEach
    void stopRuntime() {
        runtime.close();
    }

    @Test
    void runsAStatementOfManyLines() throws IOException {
        String screen = type(false, "select 42\nas n;\n\\q\n");

        assertThat(screen).contains("SQL, read-only.", " n\n42\n1 row, 0.");
        assertThat(statements())
                .containsExactly(
                        "{\"sql\":\"select 42\\nas n\",\"write\":false,\"max_rows\":100," + "\"max_bytes\":16777216}");
    }

    @Test
    void goesOnAfterAFailureAndSaysWhere() throws IOException {
        runtime.close();
        runtime = FakeRuntime.in(folder)
                .on("POST /api/sql", 400, "{\"error\":\"line 1, column 8: [UNRESOLVED_COLUMN] no such column\"}");

        String screen = type(false, "select nope;\n\\nonsense\n\\watch 2\n\\q\n");

        assertThat(screen)
                .contains(
                        "line 1, column 8: [UNRESOLVED_COLUMN] no such column\n  select nope\n         ^\n",
                        "Cannot run a command, it is unknown: \\nonsense (\\? lists them)");
    }

    @Test
    void endsWithTheKeyboard() throws IOException {
        assertThat(type(false, "")).contains("SQL, read-only.");
        assertThat(statements()).isEmpty();
    }

    @Test
    void writesOnlyAfterAYes() throws IOException {
        assertThat(type(true, "n")).contains("Statements may change and drop tables (--write).\nGo on? [y/N] n\n");
        assertThat(statements()).isEmpty();

        assertThat(type(true, "yinsert into web.mine values (1);\n\\q\n")).contains("penstock(write)>");
        assertThat(statements()).hasSize(1).first().asString().contains("\"write\":true");
    }

    /** Without the questions that completion asks in the background. */
    private List<String> statements() {
        return runtime.requests().stream()
                .filter(request -> request.startsWith("POST /api/sql"))
                .map(request -> request.substring("POST /api/sql ".length()))
                .filter(body -> !body.contains("SHOW ") && !body.contains("DESCRIBE "))
                .toList();
    }

    /** @return what the terminal got, without its control sequences */
    private String type(boolean write, String keys) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Context context = new Context(
                InputStream.nullInputStream(),
                new PrintStream(OutputStream.nullOutputStream()),
                new PrintStream(OutputStream.nullOutputStream()),
                true,
                folder,
                Map.of("NO_COLOR", "1"));
        RuntimeClient client = RuntimeClient.require(Home.find(folder, Map.of()));
        try (Terminal terminal = new ExternalTerminal(
                "test",
                "xterm",
                new ByteArrayInputStream(keys.getBytes(StandardCharsets.UTF_8)),
                out,
                StandardCharsets.UTF_8)) {
            terminal.setSize(new Size(80, 24));
            SqlShell.run(context, client, new SqlShell.Settings(write, 100), terminal);
        }
        return out.toString(StandardCharsets.UTF_8)
                .replaceAll("\u001b\\[[0-9;?]*[a-zA-Z]|\u001b[=>]|\u001b\\([A-Z0-9]", "")
                .replace("\r\n", "\n");
    }
}
