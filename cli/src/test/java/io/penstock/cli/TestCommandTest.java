package io.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.cli.Typing.Typed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestCommandTest {

    private static final String PIPELINE =
            """
            pipeline: clicks
            sources:
              clicks: { kafka: { topic: clicks }, decode: { csv: { schema: url STRING } } }
            outputs:
              table: { table: web.clicks, from: clicks }
            """;

    private static final String TESTS =
            """
            cases:
              - name: first
                steps: [{ send: { source: clicks, records: [a] } }]
                expect: { outputs: { table: { count: 1 } } }
              - name: second
                steps: [{ send: { source: clicks, file: more.csv } }]
                expect: { outputs: { table: { count: 2 } } }
            """;

    private static final String PASSED =
            """
            {"pipeline_problems":[],"problems":[],"cases":[
              {"name":"first","line":2,"millis":1234,"failure":null,"differences":[]},
              {"name":"second","line":5,"millis":16,"failure":null,"differences":[]}]}
            """;

    private static final String FAILED =
            """
            {"pipeline_problems":[],"problems":[],"cases":[
              {"name":"first","line":2,"millis":1234,"failure":null,"differences":[
                {"at":"outputs.table","line":4,"summary":"has 2 rows, expected 1","rows":["+ {url: a}","+ {url: <\\u0007b>}"]},
                {"at":"dead-letters","line":4,"summary":"1 row is not expected","rows":["+ {source: clicks}"]}]},
              {"name":"second","line":5,"millis":16,"failure":"Cannot go on","differences":[]}]}
            """;

    @TempDir
    private Path folder;

    private FakeRuntime runtime;

    @BeforeEach
    void startRuntime() throws IOException {
        runtime = FakeRuntime.in(folder);
        write("clicks.yaml", PIPELINE);
        write("clicks.test.yaml", TESTS);
        write("more.csv", "a\nb\n");
    }

    @AfterEach
    void stopRuntime() {
        runtime.close();
    }

    @Test
    void sendsHowLongACaseMayTake() {
        runtime.on("POST /api/test", 200, PASSED);

        assertThat(type("test", "clicks.test.yaml", "--limit", "30s").code()).isEqualTo(ExitCodes.DONE);

        assertThat(runtime.requests()).singleElement().asString().contains("\"limit_seconds\":30}");
    }

    @Test
    void testsWhatLiesBelowTheFolderAndSaysThatAllHolds() throws IOException {
        runtime.on("POST /api/test", 200, PASSED);
        Path other = Files.createDirectories(folder.resolve("other"));
        Files.writeString(
                other.resolve("clicks.test.yaml"), "pipeline: ../clicks.yaml\n" + TESTS.replace("more", "../more"));
        Path built = Files.createDirectories(folder.resolve("target"));
        Files.writeString(built.resolve("clicks.test.yaml"), "not looked at");

        Typed typed = type("test");

        assertThat(typed.out())
                .isEqualTo(
                        """
                        %1$s/clicks.test.yaml
                          ok      first
                          ok      second

                        %1$s/other/clicks.test.yaml
                          ok      first
                          ok      second

                        4 cases ok.
                        """
                                .formatted(folder));
        assertThat(typed.err()).isEmpty();
        assertThat(typed.code()).isEqualTo(ExitCodes.DONE);
        assertThat(runtime.requests()).hasSize(2);
        assertThat(runtime.requests().get(0))
                .contains("\"pipeline_text\":\"pipeline: clicks\\n", "\"files\":{\"more.csv\":\"YQpiCg==\"}");
    }

    @Test
    void anExpectationThatDoesNotHoldIsShownAndHasAnExitCodeOfItsOwn() {
        runtime.on("POST /api/test", 200, FAILED);

        Typed typed = type("test", "clicks.test.yaml");

        assertThat(typed.out())
                .isEqualTo(
                        """
                        %s/clicks.test.yaml
                          FAILED  first
                                  line 4, outputs.table: has 2 rows, expected 1
                                    + {url: a}
                                    + {url: <\\u0007b>}
                                  line 4, dead-letters: 1 row is not expected
                                    + {source: clicks}
                          FAILED  second
                                  the pipeline failed: Cannot go on

                        2 cases, 2 failed.
                        """
                                .formatted(folder));
        assertThat(typed.code()).isEqualTo(ExitCodes.CHECK_FAILED);
    }

    @Test
    void coloursAreForTerminals() {
        runtime.on("POST /api/test", 200, PASSED);

        assertThat(Typing.in(folder).onTerminal("").type("test").out()).contains("\u001b[");
        assertThat(type("test").out()).doesNotContain("\u001b[");
    }

    @Test
    void buildServersGetXml() throws IOException {
        runtime.on("POST /api/test", 200, FAILED);
        write("wrong.test.yaml", "pipeline: clicks.yaml\n" + TESTS.replace("source: clicks", "source: <click>"));

        Typed typed = type("test", "clicks.test.yaml", "wrong.test.yaml", "--junit", "target/report/penstock.xml");

        assertThat(typed.code()).isEqualTo(ExitCodes.WRONG_USAGE);
        assertThat(Files.readString(folder.resolve("target/report/penstock.xml")))
                .isEqualTo(
                        """
                        <?xml version="1.0" encoding="UTF-8"?>
                        <testsuites>
                          <testsuite name="%1$s/clicks.test.yaml" tests="2" failures="2" errors="0" time="1.250">
                            <testcase name="first" classname="%1$s/clicks.test.yaml" time="1.234">
                              <failure message="line 4, outputs.table: has 2 rows, expected 1">line 4, outputs.table: has 2 rows, expected 1
                          + {url: a}
                          + {url: &lt;?b&gt;}
                        line 4, dead-letters: 1 row is not expected
                          + {source: clicks}</failure>
                            </testcase>
                            <testcase name="second" classname="%1$s/clicks.test.yaml" time="0.016">
                              <failure message="the pipeline failed: Cannot go on">the pipeline failed: Cannot go on</failure>
                            </testcase>
                          </testsuite>
                          <testsuite name="%1$s/wrong.test.yaml" tests="1" failures="0" errors="1" time="0.000">
                            <testcase name="the files are valid" classname="%1$s/wrong.test.yaml" time="0.000">
                              <error message="there are problems, and no case was run">%1$s/wrong.test.yaml has 2 problems; nothing was started.

                          line 4  cases[0].steps[0].send.source
                                  is not a name: '&lt;click&gt;'
                                  hint: use a letter, then letters, digits and '-', all lower-case, at most 63

                          line 7  cases[1].steps[0].send.source
                                  is not a name: '&lt;click&gt;'
                                  hint: use a letter, then letters, digits and '-', all lower-case, at most 63
                        </error>
                            </testcase>
                          </testsuite>
                        </testsuites>
                        """
                                .formatted(folder));
    }

    @Test
    void programsGetJson() {
        runtime.on("POST /api/test", 200, FAILED.replace("Cannot go on", "x"));

        Typed typed = type("test", "--output", "json");

        assertThat(typed.out())
                .startsWith("[ {\n  \"file\" : \"%s/clicks.test.yaml\",".formatted(folder))
                .contains("\"passed\" : false", "\"summary\" : \"has 2 rows, expected 1\"", "\"failure\" : \"x\"");
        assertThat(typed.code()).isEqualTo(ExitCodes.CHECK_FAILED);
    }

    @Test
    void problemsAreToldWithoutARuntime() throws IOException {
        write("clicks.test.yaml", TESTS.replace("table:", "tabel:").replace("more.csv", "none.csv"));

        Typed typed = type("test", "clicks.test.yaml");

        assertThat(typed.out())
                .isEqualTo(
                        """
                        %1$s/clicks.test.yaml has 3 problems; nothing was started.

                          line 4  cases[0].expect.outputs.tabel
                                  is no output of the pipeline
                                  hint: did you mean 'table'?

                          line 6  cases[1].steps[0].send.file
                                  is not there: %1$s/none.csv
                                  hint: it is looked for in the folder of the test file

                          line 7  cases[1].expect.outputs.tabel
                                  is no output of the pipeline
                                  hint: did you mean 'table'?

                        0 cases ok; 1 file with problems was not run.
                        """
                                .formatted(folder));
        assertThat(typed.code()).isEqualTo(ExitCodes.WRONG_USAGE);
        assertThat(runtime.requests()).isEmpty();
    }

    @Test
    void problemsThatTheRuntimeFindsAreToldWithTheirFile() {
        runtime.on(
                "POST /api/test",
                200,
                """
                {"pipeline_problems":[{"path":"views.v","line":3,"reason":"is wrong","hint":null}],"problems":[],"cases":[]}
                """);

        Typed typed = type("test");

        assertThat(typed.out())
                .isEqualTo(
                        """
                        %s/clicks.yaml has 1 problem; nothing was started.

                          line 3  views.v
                                  is wrong

                        0 cases ok; 1 file with problems was not run.
                        """
                                .formatted(folder));
        assertThat(typed.code()).isEqualTo(ExitCodes.WRONG_USAGE);
    }

    @Test
    void aPipelineThatIsNotThereIsAProblem() throws IOException {
        write("lost.test.yaml", TESTS);
        write("strange.yml", TESTS);

        assertThat(type("test", "lost.test.yaml").out())
                .isEqualTo(
                        """
                        %s/lost.yaml has 1 problem; nothing was started.

                          is not there
                          hint: check the path; it starts from the working folder

                        0 cases ok; 1 file with problems was not run.
                        """
                                .formatted(folder));
        assertThat(type("test", "strange.yml").out())
                .contains("pipeline", "is missing, and the file's name does not end in .test.yaml");
    }

    @Test
    void aFolderWithoutTestsIsWrongUsage() throws IOException {
        Files.createDirectories(folder.resolve("empty"));

        Typed typed = type("test", "empty");

        assertThat(typed.err()).isEqualTo("Cannot test, there is no *.test.yaml below empty\n");
        assertThat(typed.code()).isEqualTo(ExitCodes.WRONG_USAGE);
    }

    private Typed type(String... args) {
        return Typing.in(folder).type(args);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }
}
