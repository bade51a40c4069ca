package io.penstock.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.cli.shell.Offers.Offer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.jline.reader.Parser.ParseContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OffersTest {

    private final List<String> asked = new ArrayList<>();
    private final KnownTables known = new KnownTables(this::answer);

    @BeforeEach
    void learn() {
        known.refresh();
        Awaitility.await("the tables").until(() -> known.tables().size() == 3);
        known.columns("web.clicks");
        Awaitility.await("the columns").until(() -> known.columns("web.clicks").size() == 3);
    }

    @AfterEach
    void close() {
        known.close();
    }

    @Test
    void offersTablesWhereOneIsExpected() {
        assertThat(offered("SELECT * FROM |"))
                .containsExactly("dead_letters.clickstream", "web.clicks", "web.`odd-one`");
        assertThat(offered("SELECT * FROM web.c|")).containsExactly("web.clicks");
        assertThat(offered("select 1 from a join WEB.C|")).containsExactly("web.clicks");
        assertThat(offered("\\d d|")).containsExactly("dead_letters.clickstream");
        assertThat(offered("describe w|")).containsExactly("web.clicks", "web.`odd-one`");
    }

    @Test
    void offersTheColumnsOfTheTablesNamed() {
        assertThat(offered("SELECT | FROM web.clicks")).containsExactly("recordtime", "url", "`odd-column`");
        assertThat(offered("SELECT u| FROM web.clicks")).startsWith("url").contains("union", "upper(");
        assertThat(offered("SELECT c.u| FROM web.clicks c")).containsExactly("c.url");
        assertThat(offered("SELECT c.| FROM web.clicks AS c"))
                .containsExactly("c.recordtime", "c.url", "c.`odd-column`");
        assertThat(offered("SELECT clicks.r| FROM web.clicks")).containsExactly("clicks.recordtime");
        assertThat(offered("SELECT x.u| FROM web.clicks c")).isEmpty();
    }

    @Test
    void offersKeywordsInTheCaseThatIsTyped() {
        assertThat(offered("SEL|")).containsExactly("SELECT");
        assertThat(offered("sel|")).containsExactly("select");
        assertThat(offered("|")).isEmpty();
    }

    @Test
    void offersItsOwnCommandsAtTheBeginningOnly() {
        assertThat(offered("\\|")).containsExactly("\\?", "\\d", "\\q", "\\watch", "\\x");
        assertThat(offered("\\w|")).containsExactly("\\watch");
        assertThat(offered("SELECT \\|")).isEmpty();
    }

    @Test
    void offersNothingInsideOfTextsAndComments() {
        assertThat(offered("SELECT 'sel|")).isEmpty();
        assertThat(offered("SELECT 1 -- sel|")).isEmpty();
        assertThat(offered("SELECT 1 /* sel|")).isEmpty();
        assertThat(offered("SELECT 1 /* x */ whe|")).containsExactlyInAnyOrder("when", "where");
    }

    @Test
    void asksOnceAndOnlyWhatIsNeeded() {
        known.columns("web.clicks");
        known.columns("WEB.CLICKS");
        known.columns("web.nothing");

        assertThat(asked)
                .containsExactly(
                        "SHOW NAMESPACES",
                        "SHOW TABLES IN dead_letters",
                        "SHOW TABLES IN web",
                        "DESCRIBE TABLE web.clicks");
    }

    @Test
    void knowsTheTablesOfNamespacesWithinTheStates() {
        List<String> tables = KnownTables.load(statement -> switch (statement) {
            case "SHOW NAMESPACES" -> rows("state", "web");
            case "SHOW NAMESPACES IN state" -> rows("state.a", "state.b");
            case "SHOW TABLES IN state.a" -> rows("state.a|hits|false", "state.a|hits__0|false");
            case "SHOW TABLES IN state.b" -> rows();
            case "SHOW TABLES IN web" -> rows("web|clicks|false");
            default -> throw new IllegalArgumentException(statement);
        });

        assertThat(tables).containsExactly("state.a.hits", "state.a.hits__0", "web.clicks");
    }

    @Test
    void neverWaitsForAnAnswer() {
        CountDownLatch answered = new CountDownLatch(1);
        try (KnownTables slow = new KnownTables(statement -> {
            Awaitility.await().until(() -> answered.getCount() == 0);
            return rows("web");
        })) {
            slow.refresh();

            assertThat(slow.tables()).isEmpty();
            answered.countDown();
        }
    }

    @Test
    void aRuntimeThatIsAwayLeavesWhatWasKnown() {
        List<String> calls = new ArrayList<>();
        try (KnownTables failing = new KnownTables(statement -> {
            calls.add(statement);
            throw new IllegalStateException("away");
        })) {
            failing.refreshWhenStale();
            Awaitility.await("the question").until(() -> !calls.isEmpty());

            assertThat(failing.tables()).isEmpty();
        }
    }

    private List<String> offered(String line) {
        int cursor = line.indexOf('|');
        String text = line.replace("|", "");
        String word =
                new ShellParser().parse(text, cursor, ParseContext.COMPLETE).word();
        return Offers.at(text, cursor, word, known).stream().map(Offer::text).toList();
    }

    private synchronized List<List<@Nullable String>> answer(String statement) {
        asked.add(statement);
        return switch (statement) {
            case "SHOW NAMESPACES" -> rows("dead_letters", "web");
            case "SHOW TABLES IN dead_letters" -> rows("dead_letters|clickstream|false");
            case "SHOW TABLES IN web" -> rows("web|clicks|false", "web|odd-one|false");
            case "DESCRIBE TABLE web.clicks" ->
                rows("recordtime|TIMESTAMP", "url|STRING", "odd-column|STRING", "|", "# Partitioning|", "Part 0|url");
            default -> throw new IllegalArgumentException(statement);
        };
    }

    private static List<List<@Nullable String>> rows(String... rows) {
        return Arrays.stream(rows)
                .map(row -> Arrays.<@Nullable String>asList(row.split("\\|", -1)))
                .toList();
    }
}
