package io.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.cli.Typing.Typed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProofCommandsTest {

    private static final String ACCOUNT =
            """
            {"source":"clicks","topic":"blog-replay","partition":1,"output":"table","from":0,"until":1000,"holes":2,
             "stored":%d,"rows":990,"filtered":0,"dropped":0,"dead_letters":8,"closes":%s}
            """;

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
    void verifyShowsAnAccountThatCloses() {
        runtime.on(
                "POST /api/pipelines/clicks/verify",
                200,
                """
                {"pipeline":"clicks","verified":true,"accounts":[%s],"findings":[],"notes":[]}
                """
                        .formatted(ACCOUNT.formatted(990, true)));

        Typed typed = Typing.in(folder).type("verify", "clicks");

        assertThat(typed.code()).isEqualTo(ExitCodes.DONE);
        assertThat(typed.out())
                .isEqualTo(
                        """
                source  partition      output   offsets  count  = holes  + stored  + filtered  + dropped  + dead letters  rows
                clicks  blog-replay-1  table   0 to 999  1,000        2       990           0          0               8   990  closes

                clicks closes: nothing is lost, nothing is doubled.
                """);
    }

    @Test
    void verifySaysThatATopicMayHoldARowTwice() {
        runtime.on(
                "POST /api/pipelines/clicks/verify",
                200,
                """
                {"pipeline":"clicks","verified":true,"accounts":[%s],"findings":[],"notes":["output alerts is sent twice"]}
                """
                        .formatted(ACCOUNT.formatted(990, true).replace("{", "{\"delivery\":\"at least once\",")));

        Typed typed = Typing.in(folder).type("verify", "clicks");

        assertThat(typed.code()).isEqualTo(ExitCodes.DONE);
        assertThat(typed.out())
                .endsWith(
                        """

                What else is to be known:
                  - output alerts is sent twice

                clicks closes: nothing is lost, nothing is doubled in a table; a topic may hold a row twice.
                """);
    }

    @Test
    void verifyCountsLateRowsWhereAViewKeepsState() {
        String view = ACCOUNT.formatted(980, true)
                .replaceAll("\"rows\":\\d+", "\"rows\":null")
                .replace("\"closes\"", "\"late\":10,\"closes\"");
        runtime.on(
                "POST /api/pipelines/clicks/verify",
                200,
                """
                {"pipeline":"clicks","verified":true,"accounts":[%s],"findings":[],"notes":[]}
                """
                        .formatted(view));

        Typed typed = Typing.in(folder).type("verify", "clicks");

        List<String> lines = typed.out().lines().toList();
        assertThat(lines.get(0)).contains("+ dead letters  + late  rows");
        assertThat(lines.get(1)).contains(" 10 ").endsWith("closes");
    }

    @Test
    void verifyNamesWhatDoesNotHold() {
        runtime.on(
                "POST /api/pipelines/clicks/verify",
                200,
                """
                {"pipeline":"clicks","verified":false,"accounts":[%s],
                 "findings":["blog-replay-1: offsets 17 to 19 are nowhere"],"notes":["retention took 0 to 4"]}
                """
                        .formatted(ACCOUNT.formatted(987, false)));

        Typed typed = Typing.in(folder).type("verify", "clicks");

        assertThat(typed.code()).isEqualTo(ExitCodes.CHECK_FAILED);
        assertThat(typed.out())
                .contains("does not close%n".formatted())
                .endsWith(
                        """

                What does not hold:
                  - blog-replay-1: offsets 17 to 19 are nowhere

                What else is to be known:
                  - retention took 0 to 4

                clicks does not close.
                """);
    }

    @Test
    void deadLettersAreListedWithTheirPlaceAndReason() {
        runtime.on("GET /api/pipelines/clicks/dead-letters?limit=20&rule=utf-8", 200, "[" + letter(text("x")) + "]");

        Typed typed = Typing.in(folder).type("dead-letters", "list", "clicks", "--rule", "utf-8");

        assertThat(typed.out())
                .isEqualTo(
                        """
                time                  record            stage   rule   reason
                2026-01-01T00:00:00Z  blog-replay/1/17  decode  utf-8  is not UTF-8 at byte 4
                """);
        assertThat(typed.err()).isEqualTo("Look at one: penstock dead-letters show clicks RECORD%n".formatted());
    }

    @Test
    void reasonsThatDifferOnlyInTheirValueAreCountedTogether() {
        runtime.on(
                "GET /api/pipelines/clicks/dead-letters/summary?limit=10000",
                200,
                """
                [{"count":3,"stage":"decode","rule":"empty","reason":"record is empty","last":"2026-01-01T00:00:01Z"},
                 {"count":2,"stage":"decode","rule":"type","reason":"column 'n' is no BIGINT: 'x'","last":"2026-01-01T00:00:02Z"},
                 {"count":2,"stage":"decode","rule":"type","reason":"column 'n' is no BIGINT: 'y'","last":"2026-01-01T00:00:03Z"},
                 {"count":1,"stage":"decode","rule":"utf-8","reason":"is not UTF-8 at byte 7: FF","last":"2026-01-01T00:00:04Z"}]
                """);

        assertThat(Typing.in(folder).type("dead-letters", "summary", "clicks").out())
                .isEqualTo(
                        """
                count  stage   rule   reason                      last
                    4  decode  type   column 'n' is no BIGINT: …  2026-01-01T00:00:03Z
                    3  decode  empty  record is empty             2026-01-01T00:00:01Z
                    1  decode  utf-8  is not UTF-8 at byte …      2026-01-01T00:00:04Z
                """);
    }

    @Test
    void aTextIsShownAsTextThatCannotSteerTheTerminal() {
        runtime.on(
                "GET /api/pipelines/clicks/dead-letters/blog-replay/1/17",
                200,
                "[" + letter(text("1,\u001b[2Jx")) + "]");

        Typed typed = Typing.in(folder).type("dead-letters", "show", "clicks", "blog-replay/1/17");

        assertThat(typed.out())
                .isEqualTo(
                        """
                record   blog-replay/1/17
                source   clicks
                stage    decode
                rule     utf-8
                reason   is not UTF-8 at byte 4
                output   -
                refused  2026-01-01T00:00:00Z
                sent     2025-12-31T23:59:59Z
                header   h = none
                key      a1
                value    7 bytes
                  1,\\u001b[2Jx
                """);
    }

    @Test
    void bytesThatAreNoTextAreShownInHexadecimal() {
        byte[] value = {'1', ',', (byte) 0xff, 'w', 'w', 'w', '.', 'e', 'x', 'a', 'm', 'p', 'l', 'e', '7', ',', '9'};
        runtime.on("GET /api/pipelines/clicks/dead-letters/blog-replay/1/17", 200, "[" + letter(binary(value)) + "]");

        Typed typed = Typing.in(folder).type("dead-letters", "show", "clicks", "blog-replay/1/17");

        assertThat(typed.out())
                .endsWith(
                        """
                value    17 bytes
                  00000000  31 2c ff 77 77 77 2e 65 78 61 6d 70 6c 65 37 2c  1,.www.example7,
                  00000010  39                                               9
                """);
    }

    @Test
    void aRecordThatIsNoDeadLetterIsSaid() {
        runtime.on("GET /api/pipelines/clicks/dead-letters/blog-replay/1/18", 200, "[]");

        Typed typed = Typing.in(folder).type("dead-letters", "show", "clicks", "blog-replay/1/18");

        assertThat(typed.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(typed.err()).isEqualTo("clicks has no dead letter blog-replay/1/18%n".formatted());
    }

    @Test
    void aRecordIsNamedByTopicPartitionAndOffset() {
        Typed typed = Typing.in(folder).type("dead-letters", "show", "clicks", "17");

        assertThat(typed.code()).isEqualTo(ExitCodes.WRONG_USAGE);
        assertThat(typed.err())
                .isEqualTo("Cannot find a record, expected topic/partition/offset such as blog-replay/0/17: 17%n"
                        .formatted());
    }

    @Test
    void replaySendsOnlyWhatWasChosen() {
        runtime.on(
                "POST /api/pipelines/clicks/dead-letters/replay",
                200,
                "{\"chosen\":5,\"stored\":3,\"filtered\":1,\"still_dead\":1,\"rows\":3}");

        Typed typed =
                Typing.in(folder).type("dead-letters", "replay", "clicks", "--stage", "decode", "--partition", "1");

        assertThat(typed.out())
                .isEqualTo(
                        "5 dead letters replayed: 3 stored (3 rows), 1 filtered out, 1 refused again.%n".formatted());
        runtime.assertRequests("POST /api/pipelines/clicks/dead-letters/replay {\"stage\":\"decode\",\"partition\":1}");
    }

    private static String letter(String value) {
        return """
                {"time":"2026-01-01T00:00:00Z","source":"clicks","topic":"blog-replay","partition":1,"offset":17,
                 "record_time":"2025-12-31T23:59:59Z","stage":"decode","rule":"utf-8","output":null,
                 "reason":"is not UTF-8 at byte 4","key":%s,"value":%s,"headers":[{"name":"h","value":null}]}
                """
                .formatted(text("a1"), value);
    }

    private static String text(String text) {
        return "{\"base64\":\"%s\",\"text\":\"%s\"}"
                .formatted(base64(text.getBytes(StandardCharsets.UTF_8)), text.replace("\u001b", "\\u001b"));
    }

    private static String binary(byte[] bytes) {
        return "{\"base64\":\"%s\",\"text\":null}".formatted(base64(bytes));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
