package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.penstock.engine.VerifyReport.Account;
import io.penstock.pipeline.Pipeline;
import io.penstock.sinks.DatabaseSettings;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Outputs to tables of a real PostgreSQL. */
@ExtendWith({TestStack.Extension.class, TestPostgres.Extension.class})
class JdbcIT {

    private static final long START = 1_700_000_040_000L; // the beginning of a minute

    private TestPostgres postgres;
    private TestStack stack;

    @BeforeEach
    void knowTheDatabase(TestStack plain, TestPostgres server) {
        postgres = server;
        postgres.start();
        stack = plain.with(server.settings("app"));
    }

    @Test
    void keepsARowForEachGroupOfAViewOverRestartsAndProvesThem() {
        TestTopic topic = stack.topic("jdbc-hits", 2);
        Pipeline pipeline = hits("jdbc-hits", 3);
        topic.send(List.of(click(0, "/a"), click(1, "/a"), click(2, "/b"), click(61, "/a"), click(3, "/b")));
        stack.runToEnd(pipeline);
        assertThat(postgres.rows("SELECT minute, url, hits FROM jdbc_hits"))
                .containsExactly(
                        "2023-11-14 22:14:00+00|/a|2", "2023-11-14 22:14:00+00|/b|2", "2023-11-14 22:15:00+00|/a|1");

        topic.send(List.of(click(4, "/b"), click(62, "/a"), click(63, "/c")));
        stack.runToEnd(pipeline);

        assertThat(postgres.rows("SELECT minute, url, hits FROM jdbc_hits"))
                .containsExactly(
                        "2023-11-14 22:14:00+00|/a|2",
                        "2023-11-14 22:14:00+00|/b|3",
                        "2023-11-14 22:15:00+00|/a|2",
                        "2023-11-14 22:15:00+00|/c|1");
        assertThat(postgres.stages()).isEmpty();
        VerifyReport report = stack.verified(pipeline);
        assertThat(report.notes())
                .containsExactly(
                        "output hits-db: table jdbc_hits of database app holds the 4 rows that view hits gives, computed a second time");
    }

    @Test
    void namesTheRowsThatSomebodyHasChangedBehindItsBack() {
        TestTopic topic = stack.topic("jdbc-tampered", 1);
        Pipeline pipeline = hits("jdbc-tampered", 100);
        topic.send(List.of(click(0, "/a"), click(1, "/b"), click(2, "/c")));
        stack.runToEnd(pipeline);

        postgres.execute(
                "UPDATE jdbc_tampered SET hits = 7 WHERE url = '/a'", "DELETE FROM jdbc_tampered WHERE url = '/b'");
        VerifyReport report = stack.engine().verify(pipeline);
        assertThat(report.verified()).isFalse();
        assertThat(report.findings())
                .containsExactly(
                        "output hits-db: table jdbc_tampered of database app holds 2 rows, view hits gives 3 over"
                                + " the same records: 2 of them are not there, and 1 are there that it does not give, such as"
                                + " those of the keys (minute=2023-11-14T22:14:00Z, url=/a), (minute=2023-11-14T22:14:00Z, url=/b)");

        postgres.execute("UPDATE penstock_commits SET batch = batch - 1 WHERE table_name = 'jdbc_tampered'");
        assertThat(stack.engine().verify(pipeline).findings())
                .containsExactly("output hits-db: the last batch of table jdbc_tampered of database app is none,"
                        + " that of the ledger with rows for it 0");
    }

    @Test
    void keepsTheLastRowOfEachKeyOfASource() {
        TestTopic topic = stack.topic("jdbc-last", 1);
        Pipeline pipeline = TestStack.pipeline(
                """
                pipeline: jdbc-last
                sources:
                  clicks:
                    kafka: { topic: jdbc-last, max-records-per-batch: 4 }
                    decode: { csv: { schema: "ip STRING, n BIGINT, url STRING", null-value: "-" } }
                views:
                  sizes: SELECT ip, length(url) AS size, upper(url) AS url FROM clicks WHERE n <> 3
                  parts: SELECT ip, explode(split(url, '/')) AS part FROM clicks
                  zeros: SELECT ip, concat(url, chr(n - 2)) AS url FROM clicks WHERE n <= 2
                outputs:
                  last: { jdbc: { database: app, table: jdbc_last }, from: clicks, key: [ip] }
                  sizes: { jdbc: { database: app, table: jdbc_sizes }, from: sizes, key: [IP] }
                  parts: { jdbc: { database: app, table: jdbc_parts }, from: parts, key: [ip, part] }
                  zeros: { jdbc: { database: app, table: jdbc_zeros }, from: zeros, key: [ip] }
                  all: { table: jdbclast.clicks, from: clicks }
                trigger: 100 ms
                """);
        topic.send(List.of("x,1,a/b", "y,2,b", "x,3,c", "-,4,d", "z,zz,e", "y,5,f", "x,6,a"));

        stack.runToEnd(pipeline);

        assertThat(postgres.rows("SELECT ip, n, url FROM jdbc_last")).containsExactly("x|6|a", "y|5|f");
        assertThat(postgres.rows("SELECT ip, size, url FROM jdbc_sizes")).containsExactly("x|1|A", "y|1|F");
        assertThat(postgres.rows("SELECT ip, part FROM jdbc_parts")).containsExactly("x|a", "x|b", "x|c", "y|b", "y|f");
        assertThat(stack.count("jdbclast.clicks")).isEqualTo(6);
        assertThat(stack.sql("SELECT offset, stage, rule, reason FROM dead_letters.jdbc_last"
                                + " WHERE output IN ('last', 'zeros') ORDER BY 1")
                        .toString())
                .isEqualTo("[[1,output,zeros,PostgreSQL stores no text with a zero byte: url],"
                        + " [3,output,last,a column of the key is NULL: ip]]");
        VerifyReport report = stack.engine().verify(pipeline);
        assertThat(report.findings()).isEmpty();
        assertThat(report.accounts())
                .filteredOn(account -> account.output().equals("last"))
                .extracting(Account::stored, Account::deadLetters, Account::closes)
                .containsExactly(tuple(5L, 2L, true));
        assertThat(report.notes())
                .contains(
                        "output last: that table jdbc_last of database app has all batches is confirmed with it; its rows,"
                                + " of which those of one key replace each other, are not recounted");
    }

    @Test
    void storesEachTypeAsItIs() {
        TestTopic topic = stack.topic("jdbc-types", 1);
        Pipeline pipeline = TestStack.pipeline(
                """
                pipeline: jdbc-types
                sources:
                  values:
                    kafka: { topic: jdbc-types }
                    decode:
                      json:
                        schema: >-
                          k BIGINT, i INT, s SMALLINT, t STRING, at TIMESTAMP, d DATE, n DECIMAL(20, 5), f DOUBLE, r FLOAT,
                          o BOOLEAN, b BINARY
                views:
                  last: |
                    SELECT k, max(i) AS i, max(s) AS s, max(t) AS t, max(at) AS at, max(d) AS d, max(n) AS n, max(f) AS f,
                      max(r) AS r, max(o) AS o, max(b) AS b, max(CAST(at AS TIMESTAMP_NTZ)) AS local
                    FROM values WHERE k < 3 GROUP BY k
                outputs:
                  values: { jdbc: { database: app, table: "public.Jdbc_types" }, from: values, key: [k] }
                  last: { jdbc: { database: app, table: jdbc_types_last }, from: last, key: [k] }
                trigger: 100 ms
                """);
        topic.send(List.of(
                """
                {"k":1,"i":-5,"s":7,"t":"tab\\t, line\\n, return\\r, back\\\\slash, \\"quote\\" and \\\\N é 🌊","at":"2026-01-31T10:00:00.123456Z","d":"1969-12-31","n":-123456789012345.12345,"f":1.5e300,"r":0.25,"o":true,"b":"AAECXFxu/w=="}""",
                """
                {"k":2,"t":"","at":"1600-02-29T00:00:00Z","d":"9999-12-31","n":0.00001,"f":-0.1,"o":false,"b":""}""",
                """
                {"k":3}"""));

        stack.runToEnd(pipeline);

        String columns =
                "SELECT k, i, s, replace(replace(replace(t, E'\\t', '<t>'), E'\\n', '<n>'), E'\\r', '<r>'), at, d, n,"
                        + " f, r, o, b FROM ";
        List<String> expected = List.of(
                "1|-5|7|tab<t>, line<n>, return<r>, back\\slash, \"quote\" and \\N é 🌊|2026-01-31 10:00:00.123456+00|1969-12-31|-123456789012345.12345|1.5e+300|0.25|t|\\x0001025c5c6eff",
                "2|null|null||1600-02-29 00:00:00+00|9999-12-31|0.00001|-0.1|null|f|\\x");
        assertThat(postgres.rows(columns + "\"Jdbc_types\" WHERE k < 3")).isEqualTo(expected);
        assertThat(postgres.rows("SELECT * FROM \"Jdbc_types\" WHERE k = 3"))
                .containsExactly("3|null|null|null|null|null|null|null|null|null|null");
        assertThat(postgres.rows(columns + "jdbc_types_last")).isEqualTo(expected);
        assertThat(postgres.rows("SELECT local FROM jdbc_types_last"))
                .containsExactly("1600-02-29 00:00:00", "2026-01-31 10:00:00.123456");
        assertThat(stack.engine().verify(pipeline).findings()).isEmpty();
    }

    @Test
    void takesATableThatIsThereWhereItFitsAndLeavesItThereAtAReset() {
        TestTopic topic = stack.topic("jdbc-there", 1);
        Pipeline pipeline = hits("jdbc-there", 100);
        postgres.execute("CREATE TABLE jdbc_there (hits numeric, id bigint GENERATED ALWAYS AS IDENTITY, url varchar,"
                + " minute timestamptz, note text DEFAULT 'none')");
        assertThat(stack.engine().check(pipeline))
                .extracting(Object::toString)
                .singleElement()
                .asString()
                .contains(
                        "exists and differs: the table has no primary key or unique index of exactly the key's columns:"
                                + " minute, url. Create one: CREATE UNIQUE INDEX ON \"public\".\"jdbc_there\" (\"minute\", \"url\")");

        postgres.execute("CREATE UNIQUE INDEX ON jdbc_there (url, minute)");
        assertThat(stack.engine().check(pipeline)).isEmpty();
        topic.send(List.of(click(0, "/a"), click(1, "/a")));
        stack.runToEnd(pipeline);
        assertThat(postgres.rows("SELECT url, hits, id, note FROM jdbc_there")).containsExactly("/a|2|1|none");
        assertThat(stack.engine().verify(pipeline).findings()).isEmpty();

        assertThat(stack.engine()
                        .check(TestStack.pipeline(
                                yaml("jdbc-there", 100).replace("pipeline: jdbc-there", "pipeline: jdbc-thief"))))
                .extracting(problem -> problem.path() + " " + problem.reason())
                .containsExactly("outputs.hits-db.jdbc is written by another output: jdbc-there.hits-db");

        ResetReport reset = stack.engine().reset(pipeline);
        assertThat(reset.dropped()).doesNotContain("app:jdbc_there");
        assertThat(postgres.rows("SELECT url, hits FROM jdbc_there")).containsExactly("/a|2");
        assertThat(postgres.rows("SELECT * FROM penstock_commits WHERE table_name = 'jdbc_there'"))
                .isEmpty();
        stack.runToEnd(pipeline);
        assertThat(postgres.rows("SELECT url, hits FROM jdbc_there")).containsExactly("/a|2");
    }

    @Test
    void dropsWhatItHasMadeAtAReset() {
        TestTopic topic = stack.topic("jdbc-reset", 1);
        Pipeline pipeline = hits("jdbc-reset", 100);
        topic.send(List.of(click(0, "/a")));
        stack.runToEnd(pipeline);

        assertThat(stack.engine().reset(pipeline).dropped()).contains("app:jdbc_reset");

        assertThat(postgres.rows("SELECT relname FROM pg_class WHERE relname = 'jdbc_reset'"))
                .isEmpty();
        stack.runToEnd(pipeline);
        assertThat(postgres.rows("SELECT url, hits FROM jdbc_reset")).containsExactly("/a|1");
    }

    @Test
    void refusesATableThatWasDroppedOrIsNotWhatItWasSinceTheLastStart() {
        TestTopic topic = stack.topic("jdbc-dropped", 1);
        Pipeline pipeline = hits("jdbc-dropped", 100);
        topic.send(List.of(click(0, "/a")));
        stack.runToEnd(pipeline);
        String created =
                "CREATE TABLE jdbc_dropped (minute timestamptz, url text, hits bigint, PRIMARY KEY (minute, url))";
        postgres.execute("DROP TABLE jdbc_dropped", created);

        assertThatThrownBy(() -> stack.runToEnd(pipeline))
                .isInstanceOf(RefusedException.class)
                .hasMessage(
                        "Cannot start jdbc-dropped/hits, table app:jdbc_dropped was dropped since the last start, and"
                                + " what it held would not be written again. Put the state back as it was, or start over with:"
                                + " penstock reset jdbc-dropped");
    }

    @Test
    void saysWhichColumnsDoNotFit() {
        Pipeline pipeline = TestStack.pipeline(
                yaml("jdbc-misfit", 100).replace("count(*) AS hits", "count(*) AS hits, collect_list(url) AS urls"));
        postgres.execute(
                "CREATE TABLE jdbc_misfit (minute timestamptz, url varchar(10), hits integer NOT NULL, id bigint NOT NULL)");

        assertThat(stack.engine().check(pipeline))
                .extracting(problem -> problem.path() + " " + problem.reason())
                .containsExactly(
                        "outputs.hits-db.jdbc cannot be written: PostgreSQL has no type for column urls ARRAY<STRING>, select a part"
                                + " of it or its text: BIGINT, INT, STRING, TIMESTAMP, DATE, DECIMAL, DOUBLE, BOOLEAN, BINARY");
        assertThat(stack.engine().check(hits("jdbc-misfit", 100)))
                .extracting(problem -> problem.path() + " " + problem.reason())
                .containsExactly(
                        "outputs.hits-db.jdbc exists and differs: the table has column url of type character varying(10),"
                                + " the output has url STRING, which needs text; the table has column hits of type integer, the"
                                + " output has hits BIGINT, which needs bigint; the table's column id has to be given, the output"
                                + " has none of that name");
    }

    @Test
    void saysWhatKeepsItFromTheDatabase(TestStack plain) {
        TestTopic topic = stack.topic("jdbc-away", 1);
        topic.send(List.of(click(0, "/a")));
        Pipeline pipeline = hits("jdbc-away", 100);
        String place = "127.0.0.1:" + postgres.port() + "/postgres";

        DatabaseSettings wrong = new DatabaseSettings("app", postgres.url(), TestPostgres.USER, "canary");
        assertThatThrownBy(() -> plain.with(wrong).runToEnd(pipeline))
                .isInstanceOf(UnavailableException.class)
                .hasMessage("Cannot open table jdbc_away, database app at " + place
                        + " does not let us in: password authentication failed for user \"app\"");
        assertThatThrownBy(() -> plain.runToEnd(pipeline))
                .isInstanceOf(RefusedException.class)
                .hasMessage("Cannot open table app:jdbc_away, there is no profile, or it has no database app."
                        + " Take a profile that has it below databases");
        assertThat(plain.with(postgres.settings("other")).engine().check(pipeline))
                .extracting(problem -> problem.path() + " " + problem.reason())
                .containsExactly(
                        "outputs.hits-db.jdbc cannot be written: the profile has no database app, there are: other");

        stack.runToEnd(pipeline);
        postgres.stop();
        try {
            topic.send(List.of(click(1, "/a")));
            assertThat(stack.engine().check(pipeline)).isEmpty();
            assertThatThrownBy(() -> stack.runToEnd(pipeline))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageStartingWith(
                            "Cannot open table jdbc_away, database app at " + place + " does not answer: ");
        } finally {
            postgres.start();
        }
        stack.runToEnd(pipeline);
        assertThat(postgres.rows("SELECT url, hits FROM jdbc_away")).containsExactly("/a|2");
    }

    @Test
    void endsItsRunWhenTheDatabaseGoesAndGoesOnWhenItIsBack() {
        TestTopic topic = stack.topic("jdbc-gone", 1);
        Pipeline pipeline = hits("jdbc-gone", 100);
        topic.send(List.of(click(0, "/a")));
        try (Run run = stack.engine().start(pipeline, RunListener.NONE)) {
            run.awaitCaughtUp(TestStack.LIMIT);
            assertThat(stack.engine().verify(pipeline).verified()).isTrue();
            postgres.stop();
            topic.send(List.of(click(1, "/a")));

            assertThatThrownBy(() -> run.awaitCaughtUp(TestStack.LIMIT))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("database app at 127.0.0.1:" + postgres.port() + "/postgres does not answer");
        } finally {
            postgres.start();
        }
        stack.runToEnd(pipeline);

        assertThat(postgres.rows("SELECT url, hits FROM jdbc_gone")).containsExactly("/a|2");
        assertThat(postgres.stages()).isEmpty();
        assertThat(stack.engine().verify(pipeline).findings()).isEmpty();
    }

    @Test
    void tellsNullFromOtherGroupsWhereTheTableDoes() {
        TestTopic topic = stack.topic("jdbc-nulls", 1);
        Pipeline pipeline = TestStack.pipeline(yaml("jdbc-nulls", 100)
                .replace("  hits: |", "  known: SELECT at, nullif(url, '/b') AS url FROM clicks\n  hits: |")
                .replace("FROM clicks GROUP", "FROM known GROUP"));
        postgres.execute(
                "CREATE TABLE jdbc_nulls (minute timestamptz, url text, hits bigint, UNIQUE NULLS NOT DISTINCT (minute, url))");
        topic.send(List.of(click(0, "/a"), click(1, "/b"), click(2, "/b")));
        stack.runToEnd(pipeline);
        topic.send(List.of(click(3, "/b")));
        stack.runToEnd(pipeline);
        assertThat(postgres.rows("SELECT url, hits FROM jdbc_nulls")).containsExactly("/a|1", "null|3");
        assertThat(stack.engine().verify(pipeline).findings()).isEmpty();
    }

    @Test
    void failsABatchWithAGroupThatTheTableCannotTellFromOthers() {
        TestTopic topic = stack.topic("jdbc-no-nulls", 1);
        Pipeline pipeline = TestStack.pipeline(yaml("jdbc-no-nulls", 100)
                .replace("  hits: |", "  known: SELECT at, nullif(url, '/b') AS url FROM clicks\n  hits: |")
                .replace("FROM clicks GROUP", "FROM known GROUP"));
        topic.send(List.of(click(0, "/a"), click(1, "/b")));

        assertThatThrownBy(() -> stack.runToEnd(pipeline))
                .isInstanceOf(PipelineFailedException.class)
                .hasMessageContaining("Cannot write a row to table jdbc_no_nulls of database app at 127.0.0.1:"
                        + postgres.port()
                        + "/postgres, a column of the key is NULL: url. Leave such rows out in the view,"
                        + " or give it another value there");
        assertThat(postgres.rows("SELECT * FROM jdbc_no_nulls")).isEmpty();
    }

    private static Pipeline hits(String name, int batch) {
        return TestStack.pipeline(yaml(name, batch));
    }

    private static String yaml(String name, int batch) {
        return """
                pipeline: %1$s
                sources:
                  clicks:
                    kafka: { topic: %1$s, max-records-per-batch: %3$d }
                    decode: { csv: { schema: "at TIMESTAMP, url STRING", timestamp-format: epoch-millis } }
                    event-time: at
                    watermark: 1 hour
                views:
                  hits: |
                    SELECT window(at, '1 minute').start AS minute, url, count(*) AS hits
                    FROM clicks GROUP BY window(at, '1 minute'), url
                outputs:
                  hits-db: { jdbc: { database: app, table: %2$s }, from: hits, mode: upsert, key: [minute, url] }
                trigger: 100 ms
                """
                .formatted(name, name.replace('-', '_'), batch);
    }

    private static String click(long second, String url) {
        return START + second * 1000 + "," + url;
    }
}
