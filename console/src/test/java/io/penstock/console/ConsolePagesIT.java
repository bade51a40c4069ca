package io.penstock.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.penstock.console.TestPages.button;
import static io.penstock.console.TestPages.bytesLoaded;
import static io.penstock.console.TestPages.check;
import static io.penstock.console.TestPages.heading;
import static io.penstock.console.TestPages.region;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import io.penstock.console.TestConsole.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The console as a person has it: in a browser, with a broker and Spark behind it and records that come all the time. */
@Timeout(400)
class ConsolePagesIT {

    private static final String PASSWORD = "correct horse battery";
    private static final String IMAGE = "<img src=x onerror=window.hacked=1>";
    private static final String SCRIPT = "'><script>window.hacked=1</script>";
    private static final String BACKWARDS = "\u202Egnp.exe";
    private static final String LONG = "long-" + "x".repeat(5_000);

    @TempDir
    static Path folder;

    private static TestConsole console;
    private static Chromium chromium;
    private static KafkaProducer<String, String> producer;
    private static ScheduledExecutorService traffic;
    private static final AtomicLong NUMBERS = new AtomicLong();
    private static final AtomicInteger USERS = new AtomicInteger();

    private TestPages pages;

    @BeforeAll
    static void start() throws IOException {
        chromium = Chromium.start();
        PlaywrightAssertions.setDefaultAssertionTimeout(30_000); // Spark may have its first statement to compile
        Files.createDirectories(TestPages.SCREENSHOTS);
        console = new TestConsole(folder);
        apply("shop", pipeline("shop", 40));
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", console.broker().bootstrapServers()),
                new StringSerializer(),
                new StringSerializer());
        List.of(IMAGE, SCRIPT, BACKWARDS, LONG).forEach(url -> send("shop", url));
        var unused = producer.send(new ProducerRecord<>("shop", IMAGE)); // no CSV of four columns
        traffic = Executors.newSingleThreadScheduledExecutor();
        var unusedToo = traffic.scheduleAtFixedRate(
                () -> send("shop", "www.example%d.com/a/page/of/it".formatted(NUMBERS.get() % 10)),
                0,
                20,
                TimeUnit.MILLISECONDS);
        Awaitility.await("rows and dead letters").atMost(Duration.ofSeconds(60)).until(() -> {
            var status = console.get("/api/pipelines/shop").json();
            return status.path("rows").asLong() > 50
                    && status.path("dead_letters").asLong() == 2;
        });
    }

    @AfterAll
    static void stop() {
        if (traffic != null) {
            traffic.shutdownNow();
        }
        if (producer != null) {
            producer.close();
        }
        if (console != null) {
            console.close();
        }
        if (chromium != null) {
            chromium.close();
        }
    }

    @BeforeEach
    void open() {
        pages = new TestPages(chromium, console);
    }

    @AfterEach
    void nothingWentWrongUnseen() {
        pages.close();
        assertThat(pages.errors()).isEmpty();
    }

    @Test
    void aLinkLeadsToTheOverviewThatChangesByItself() {
        Page page = pages.signedIn();

        assertThat(heading(page, "Overview")).isVisible();
        Locator row = page.locator("tbody tr", new Page.LocatorOptions().setHasText("shop"))
                .first();
        assertThat(row).containsText("running");
        assertThat(row).containsText("web-analytics");
        String before = row.innerText();
        assertThat(row).not().hasText(before);
        org.assertj.core.api.Assertions.assertThat(page.url()).isEqualTo(pages.address() + "/");
    }

    @Test
    void aLinkLeadsToItsPageAndNeverToAnotherHost() {
        Page page = pages.open(new NewContextOptions());
        page.navigate(console.post("/api/sign-in/links", Map.of("next", "/pipelines/shop"))
                .json()
                .path("link")
                .asText());
        assertThat(heading(page, "shop")).isVisible();
        org.assertj.core.api.Assertions.assertThat(page.url()).isEqualTo(pages.address() + "/pipelines/shop");

        for (String next : List.of("https://example.com/", "//example.com", "/%5Cexample.com", "javascript:alert(1)")) {
            page.navigate(pages.link() + "&next=" + next);
            assertThat(heading(page, "Overview")).isVisible();
            org.assertj.core.api.Assertions.assertThat(page.url()).isEqualTo(pages.address() + "/");
        }
    }

    @Test
    void nobodyGetsInWithAWrongPassword() {
        Page page = pages.open(new NewContextOptions());
        page.navigate(pages.address() + "/sql");

        page.getByLabel("Name").fill("nobody");
        page.getByLabel("Password").fill("wrong horse battery");
        button(page, "Sign in").click();

        assertThat(page.getByRole(AriaRole.ALERT)).hasText("Cannot sign in, name or password is wrong");
        assertThat(heading(page, "SQL")).hasCount(0);
        // the browser itself notes the refusal
        pages.errors().removeIf(error -> error.contains("401"));
    }

    @Test
    void aSignInInOneTabLeavesTheOthersOfUse() {
        Page first = pages.open(new NewContextOptions());
        first.navigate(pages.address() + "/");
        Page second = first.context().newPage();
        second.navigate(pages.link());
        heading(second, "Overview").waitFor();
        String name = user("viewer");

        signIn(first, name);
        assertThat(heading(first, "Overview")).isVisible();
        second.getByRole(AriaRole.LINK, new GetByRoleOptions().setName("SQL")).click();
        second.getByLabel("SQL statement").fill("SELECT 1");
        button(second, "Run").click();

        assertThat(region(second, "Result").locator("tbody tr")).hasCount(1);
        assertThat(second.locator(".who")).containsText(name);
        pages.errors().removeIf(error -> error.contains("403"));
    }

    @Test
    void aViewerSeesWhatRunsAndNoButtonThatChangesIt() {
        Page page = signedIn("viewer");
        page.navigate(pages.address() + "/pipelines/shop");
        assertThat(page.locator(".figures")).isVisible();

        assertThat(button(page, "Stop")).hasCount(0);
        page.navigate(pages.address() + "/dead-letters/shop");
        assertThat(region(page, "Dead letters by reason")).containsText("short-url");
        assertThat(page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName(Pattern.compile("Replay"))))
                .hasCount(0);
    }

    @Test
    void signingOutLeadsBackToTheDoor() {
        Page page = pages.signedIn();

        button(page, "Sign out").click();

        assertThat(heading(page, "Sign in to Penstock")).isVisible();
        page.navigate(pages.address() + "/");
        assertThat(heading(page, "Sign in to Penstock")).isVisible();
    }

    @Test
    void aPipelineShowsItsFlowItsAccountAndItsBatches() {
        Page page = pages.signedIn();

        page.getByRole(AriaRole.LINK, new GetByRoleOptions().setName("shop").setExact(true))
                .click();

        assertThat(heading(page, "shop")).isVisible();
        assertThat(page.locator("svg.graph"))
                .hasAttribute("aria-label", "clicks to seen, seen to long, seen to table, long to notable");
        assertThat(page.locator("svg.graph")).containsText("records/s");
        assertThat(region(page, "Outputs")).containsText("exactly once");
        assertThat(region(page, "Outputs")).containsText("at least once");
        assertThat(region(page, "Account").locator("tbody tr").first()).containsText("shop");
        assertThat(region(page, "Batches").locator("tbody tr").first()).containsText("clicks");
        assertThat(region(page, "The pipeline's file")).containsText("pipeline: shop");
        assertThat(page.locator(".chart canvas")).isVisible();
    }

    @Test
    void aPipelineIsStoppedAndStarted() {
        apply("toggled", pipeline("toggled", 40));
        Page page = pages.signedIn();
        page.navigate(pages.address() + "/pipelines/toggled");

        button(page, "Stop").click();
        button(page, "Cancel").click();
        assertThat(page.getByRole(AriaRole.DIALOG)).hasCount(0);
        assertThat(button(page, "Stop")).isFocused();
        button(page, "Stop").click();
        button(page, "Stop the pipeline").click();
        assertThat(page.locator(".title .mark")).hasText("stopped");
        button(page, "Start").click();

        assertThat(page.locator(".title .mark")).hasText("running");
        assertThat(console.post("/api/pipelines/toggled/stop", "").status()).isEqualTo(200);
    }

    @Test
    void deadLettersAreReplayedOnceThePipelineIsCorrected() {
        apply("repaired", pipeline("repaired", 40));
        send("repaired", LONG);
        awaitDeadLetters("repaired", 1);
        apply("repaired", pipeline("repaired", 10_000));
        Page page = pages.signedIn();
        page.navigate(pages.address() + "/dead-letters/repaired");

        button(page, "Replay").click();
        assertThat(page.getByRole(AriaRole.DIALOG))
                .containsText("1 dead letter of repaired with stage expectation and rule short-url");
        button(page, "Cancel").click();
        assertThat(button(page, "Replay")).isFocused();
        button(page, "Replay").click();
        button(page, "Replay 1").click();

        assertThat(page.locator(".notice.ok"))
                .hasText("Replayed 1 record: 1 stored as 2 rows, 0 left out by views or rules, 0 refused again.");
        assertThat(page.getByText("Every record of repaired was good so far.")).isVisible();
        assertThat(console.post("/api/pipelines/repaired/stop", "").status()).isEqualTo(200);
    }

    @Test
    void oneDeadLetterIsLookedInto() {
        Page page = pages.signedIn();
        page.navigate(pages.address() + "/dead-letters");

        region(page, "Dead letters by reason")
                .locator("tr", new Locator.LocatorOptions().setHasText("short-url"))
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Show"))
                .click();
        region(page, "Records").getByRole(AriaRole.BUTTON).first().click();

        Locator dialog = page.getByRole(AriaRole.DIALOG);
        assertThat(dialog).containsText("expectation, short-url");
        assertThat(dialog).containsText(LONG);
        page.keyboard().press("Escape");
        assertThat(dialog).hasCount(0);
    }

    @Test
    void aStatementIsCompletedRunAndDownloaded() throws IOException {
        Page page = pages.signedIn();
        page.navigate(pages.address() + "/sql");
        Locator statement = page.getByLabel("SQL statement");
        assertThat(page.getByLabel("Put web.shop into the statement")).isVisible();

        statement.pressSequentially("SELECT eventid AS n, '=1+1' AS formula, 9007199254740993 AS large FROM web.sh");
        assertThat(page.locator("#offers [role=option]")).containsText("web.shop");
        page.keyboard().press("Tab");
        statement.pressSequentially(" ORDER BY 1 LIMIT 2");
        page.keyboard().press("Control+Enter");

        assertThat(region(page, "Result").locator("tbody tr")).hasCount(2);
        assertThat(region(page, "Result").locator("tbody tr").first()).containsText("9007199254740993");
        assertThat(page.locator("[role=status]").first()).containsText("2 rows in");
        Download download = page.waitForDownload(
                () -> button(page, "Download 2 rows as CSV").click());
        assertThat(Files.readString(download.path()))
                .isEqualTo("n,formula,large\r\n0,'=1+1,9007199254740993\r\n1,'=1+1,9007199254740993\r\n");
        button(page, "Chart").click();
        assertThat(page.getByRole(AriaRole.FIGURE)).containsText("2 bars; the largest =1+1 with 1");
    }

    @Test
    void aStatementThatTakesLongIsCancelled() {
        Page page = pages.signedIn();
        page.navigate(pages.address() + "/sql");
        page.getByLabel("SQL statement")
                .fill("SELECT a.id FROM range(100000000) a CROSS JOIN range(100000000) b WHERE a.id + b.id < 0");

        button(page, "Run").click();
        Awaitility.await("a job of the statement").until(() -> console.activeJobs() > 0);
        button(page, "Cancel").click();

        assertThat(page.locator("[role=status]").first()).hasText("Cancelled");
        assertThat(button(page, "Run")).isEnabled();
    }

    @Test
    void aStatementThatIsRefusedSaysWhy() {
        Page page = pages.signedIn();
        page.navigate(pages.address() + "/sql");
        page.getByLabel("SQL statement").fill("DROP TABLE web.shop");

        button(page, "Run").click();

        assertThat(page.getByRole(AriaRole.ALERT)).containsText("Cannot");
        pages.errors().removeIf(error -> error.contains("403"));
    }

    @Test
    void aTopicShowsItsNewestRecordsAndHostileOnesAreJustText() {
        Page page = pages.signedIn();
        page.navigate(pages.address() + "/topics");
        page.getByRole(AriaRole.LINK, new GetByRoleOptions().setName("shop").setExact(true))
                .first()
                .click();

        assertThat(region(page, "Partitions").locator("tbody tr")).hasCount(2);
        page.getByLabel("Filter").fill("onerror");
        assertThat(region(page, "Newest records").locator("tbody")).containsText(IMAGE);
        page.getByLabel("Filter").fill("script");
        assertThat(region(page, "Newest records").locator("tbody")).containsText(SCRIPT);
        page.getByLabel("Filter").fill("gnp");
        assertThat(region(page, "Newest records")
                        .locator("tbody bdi", new Locator.LocatorOptions().setHasText(BACKWARDS))
                        .first())
                .isVisible();
        assertThat(page.locator("img")).hasCount(0);
        assertThat(page.locator("body script")).hasCount(0);
    }

    @Test
    void topicsAreAskedForOnceAtATimeAndARefusalIsShown() {
        Page page = pages.signedIn();
        List<Route> asked = new ArrayList<>();
        page.route("**/api/topics", asked::add);
        page.clock().install();
        page.navigate(pages.address() + "/topics");
        page.waitForCondition(() -> !asked.isEmpty());

        page.clock().runFor(30_000);
        assertThat(page.getByText("Loading…")).isVisible();
        org.assertj.core.api.Assertions.assertThat(asked).hasSize(1);
        String away = "Cannot reach the broker";
        asked.get(0).fulfill(new Route.FulfillOptions().setStatus(503).setBody("{\"error\": \"%s\"}".formatted(away)));

        assertThat(page.getByRole(AriaRole.ALERT)).hasText(away);
        page.clock().runFor(6_000);
        page.waitForCondition(() -> asked.size() > 1);
        pages.errors().removeIf(error -> error.contains("503"));
    }

    @Test
    void aThousandEventsASecondFreezeNoPage() {
        apply("storm", pipeline("storm", 40));
        Page page = pages.signedIn();
        AtomicLong sent = new AtomicLong();
        var storm = traffic.scheduleAtFixedRate(
                () -> {
                    for (int i = 0; i < 50; i++) {
                        send("storm", "www.example%d.com/storm".formatted(sent.getAndIncrement() % 100));
                    }
                },
                0,
                50,
                TimeUnit.MILLISECONDS);
        try {
            for (String path : List.of("/", "/pipelines/storm", "/topics/storm")) {
                page.navigate(pages.address() + path);
                page.locator("tbody tr").first().waitFor();
                long before = sent.get();
                page.evaluate(
                        """
                        () => {
                          window.longestTask = 0;
                          new PerformanceObserver(tasks => tasks.getEntries()
                            .forEach(task => { window.longestTask = Math.max(window.longestTask, task.duration); }))
                            .observe({ type: 'longtask' });
                        }""");
                String shown = page.locator("main").innerText();
                Awaitility.await("some seconds of it")
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> sent.get() > before + 5_000);

                assertThat(page.locator("main")).not().hasText(shown);
                double longest = ((Number) page.evaluate("() => window.longestTask")).doubleValue();
                System.out.printf("longest task of %s at 1,000 events/s: %.0f ms%n", path, longest);
                assertThat(longest)
                        .as("milliseconds in which %s answers nobody", path)
                        .isLessThan(500);
            }
            page.getByLabel("Filter").fill("storm");
            assertThat(region(page, "Newest records").locator("tbody tr").first())
                    .containsText("storm");
        } finally {
            storm.cancel(false);
            console.post("/api/pipelines/storm/stop", "");
        }
    }

    @Test
    void theFirstPageIsThereWithinASecondAndSmall() {
        long fastest = Long.MAX_VALUE;
        long bytes = 0;
        for (int turn = 0; turn < 3; turn++) {
            Page page = pages.open(new NewContextOptions()); // with nothing in its cache
            long start = System.nanoTime();
            page.navigate(pages.link());
            heading(page, "Overview").waitFor();
            fastest = Math.min(fastest, System.nanoTime() - start);
            bytes = bytesLoaded(page);
        }

        assertThat(Duration.ofNanos(fastest)).isLessThan(Duration.ofSeconds(1));
        assertThat(bytes).isBetween(1_000L, 100_000L);
    }

    @Test
    void everyPageIsAccessibleInBothThemesAndOnAPhone() {
        for (String look : List.of("light", "dark", "phone")) {
            Page page = pages.open(TestPages.look(look));
            page.navigate(pages.address() + "/");
            heading(page, "Sign in to Penstock").waitFor();
            check(page, "sign-in", look);
            page.navigate(pages.link());
            page.locator("table tbody tr").first().waitFor();
            check(page, "overview", look);
            page.navigate(pages.address() + "/pipelines/shop");
            region(page, "Account").waitFor();
            page.locator(".chart canvas").waitFor();
            check(page, "pipeline", look);
            page.navigate(pages.address() + "/dead-letters/shop");
            region(page, "Records").waitFor();
            check(page, "dead-letters", look);
            region(page, "Records").getByRole(AriaRole.BUTTON).first().click();
            page.getByRole(AriaRole.DIALOG).waitFor();
            check(page, "dead-letter", look);
            page.navigate(pages.address() + "/sql");
            page.getByLabel("Put web.shop into the statement").waitFor();
            page.getByLabel("SQL statement")
                    .fill(
                            "-- pages that were looked at most\nSELECT url, count(*) AS hits\nFROM web.shop\nGROUP BY url ORDER BY hits DESC LIMIT 20");
            button(page, "Run").click();
            region(page, "Result").locator("tbody tr").first().waitFor();
            check(page, "sql", look);
            button(page, "Chart").click();
            page.locator("figure canvas").waitFor();
            check(page, "sql-chart", look);
            page.navigate(pages.address() + "/topics");
            page.locator("table tbody tr").first().waitFor();
            check(page, "topics", look);
            page.navigate(pages.address() + "/topics/shop");
            region(page, "Newest records").waitFor();
            check(page, "topic", look);
        }
    }

    private static String pipeline(String name, int longest) {
        return """
                pipeline: %s
                owner: web-analytics

                sources:
                  clicks:
                    kafka: { topic: %s, partitions: 2 }
                    decode:
                      csv:
                        schema: recordtime TIMESTAMP, eventid BIGINT, url STRING, ip STRING
                        timestamp-format: epoch-millis
                    expect:
                      - { name: short-url, check: length(url) <= %d, on-violation: dead-letter }

                views:
                  seen: SELECT eventid, url, ip FROM clicks
                  long: SELECT eventid, url FROM seen WHERE length(url) > 30

                outputs:
                  table: { table: web.%s, from: seen }
                  notable: { topic: %s-notable, from: long }

                trigger: 500 ms
                """
                .formatted(name, name, longest, name, name);
    }

    private static void apply(String name, String text) {
        Answer answer = console.post("/api/pipelines/apply", Map.of("file", name + ".yaml", "text", text));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    private static void send(String topic, String url) {
        String line = "%d,%d,%s,192.168.2.1".formatted(System.currentTimeMillis(), NUMBERS.getAndIncrement(), url);
        var unused = producer.send(new ProducerRecord<>(topic, line));
    }

    private static void awaitDeadLetters(String pipeline, long count) {
        producer.flush();
        Awaitility.await("dead letters of " + pipeline)
                .atMost(Duration.ofSeconds(60))
                .until(() -> console.get("/api/pipelines/" + pipeline)
                                .json()
                                .path("dead_letters")
                                .asLong()
                        == count);
    }

    private static String user(String role) {
        String name = "user" + USERS.incrementAndGet();
        assertThat(console.post("/api/users", Map.of("name", name, "role", role, "password", PASSWORD))
                        .status())
                .isEqualTo(200);
        return name;
    }

    private static void signIn(Page page, String name) {
        page.getByLabel("Name").fill(name);
        page.getByLabel("Password").fill(PASSWORD);
        button(page, "Sign in").click();
    }

    private Page signedIn(String role) {
        Page page = pages.open(new NewContextOptions());
        page.navigate(pages.address() + "/");
        signIn(page, user(role));
        heading(page, "Overview").waitFor();
        return page;
    }
}
