package io.penstock.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.penstock.console.TestPages.button;
import static io.penstock.console.TestPages.bytesLoaded;
import static io.penstock.console.TestPages.check;
import static io.penstock.console.TestPages.heading;
import static io.penstock.console.TestPages.linkTo;
import static io.penstock.console.TestPages.region;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;
import io.penstock.console.TestConsole.Answer;
import io.penstock.local.Search;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Dashboards as a person has them: in a browser, with rows that a pipeline wrote to an index of OpenSearch and to a table. */
@Timeout(400)
class DashboardPagesIT {

    private static final String IMAGE = "<img src=x onerror=window.hacked=1>";
    private static final String SCRIPT = "'><script>window.hacked=1</script>{a|b}";

    private static final String YAML =
            """
            pipeline: drawn-trips
            sources:
              trips:
                kafka: { topic: drawn-trips, partitions: 1 }
                decode: { csv: { schema: "at TIMESTAMP, cab STRING, area STRING, fare DOUBLE, payment STRING, lat DOUBLE, lon DOUBLE" } }
            references:
              zones: { file: areas.geojson, format: geojson, schema: name STRING }
            outputs:
              trips: { index: drawn-trips, from: trips }
              kept: { table: web.drawn_trips, from: trips }
            dashboards:
              trips:
                title: Trips of today
                last: 3 hours
                refresh: 1 second
                filters: [area, cab, payment]
                panels:
                  - { number: trips, from: trips }
                  - { number: fare in the middle, from: trips, y: "percentile(50, fare)" }
                  - { number: cabs on the road, from: trips, y: distinct(cab) }
                  - { number: takings, from: trips, y: sum(fare) }
                  - { line: trips over time, from: trips, x: at, by: area, top: 4 }
                  - { bar: busiest areas, from: trips, x: area, top: 10 }
                  - { histogram: fares, from: trips, x: fare, bins: 20 }
                  - { pie: payments, from: trips, by: payment }
                  - { heatmap: areas by time, from: trips, x: at, by: area }
                  - { map: where trips begin, from: trips, by: area }
                  - { table: last trips, from: trips, columns: [at, cab, area, fare], top: 20 }
                  - { bar: payments over time, from: trips, x: at, by: payment }
              kept:
                filters: [cab, id]
                panels:
                  - { line: fare over time, from: kept, x: at, y: avg(fare) }
                  - { bar: cabs of all time, sql: "SELECT cab, count(*) AS trips FROM web.drawn_trips GROUP BY cab", x: cab, y: sum(trips) }
                  - { bar: nowhere, sql: "SELECT url FROM web.nowhere", x: url }
                  - { table: large, sql: "SELECT 9007199254740993 AS id UNION ALL SELECT 9007199254740992" }
                  - { table: days, sql: "SELECT DATE '2026-01-31' AS day, TIMESTAMP_NTZ '2026-01-31 22:30:15' AS clock, TIMESTAMP '2026-01-31 02:00:00Z' AS moment" }
              maps:
                filters: [area, cab]
                panels:
                  - { map: trips, from: trips, by: payment, columns: [cab, area, fare] }
                  - { map: where they are dear, from: trips, show: heat, y: avg(fare) }
                  - { map: trips of areas, from: trips, areas: areas.geojson, key: name, by: area }
            trigger: 200 ms
            """;

    /** Soho, Kent and Richmond, from west to east, where the trips are. */
    private static final String AREAS =
            """
            {"type": "FeatureCollection", "features": [
              {"type": "Feature", "properties": {"name": "soho"}, "geometry": {"type": "Polygon",
               "coordinates": [[[-0.32, 51.38], [-0.18, 51.38], [-0.18, 51.6], [-0.32, 51.6], [-0.32, 51.38]]]}},
              {"type": "Feature", "properties": {"name": "kent"}, "geometry": {"type": "Polygon",
               "coordinates": [[[-0.18, 51.38], [0, 51.38], [0, 51.6], [-0.18, 51.6], [-0.18, 51.38]]]}},
              {"type": "Feature", "properties": {"name": "richmond"}, "geometry": {"type": "Polygon",
               "coordinates": [[[0, 51.38], [0.16, 51.38], [0.16, 51.6], [0, 51.6], [0, 51.38]]]}}]}
            """;

    private static final String DASHBOARD = "/dashboards/drawn-trips/trips";
    private static final String MAPS = "/dashboards/drawn-trips/maps";
    private static final AtomicLong SENT = new AtomicLong();
    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    @TempDir
    static Path folder;

    private static Search search;
    private static TestConsole console;
    private static Chromium chromium;

    private TestPages pages;

    @BeforeAll
    static void start() throws IOException {
        chromium = Chromium.start();
        PlaywrightAssertions.setDefaultAssertionTimeout(30_000); // Spark may have its first statement to compile
        Files.createDirectories(TestPages.SCREENSHOTS);
        search = Search.startTemporary(folder.resolve("search"));
        console = new TestConsole(folder, URI.create(search.uri()));
        send(trips());
        Files.writeString(folder.resolve("areas.geojson"), AREAS);
        String file = folder.resolve("drawn-trips.yaml").toString();
        Answer answer = console.post("/api/pipelines/apply", Map.of("file", file, "text", YAML));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        Awaitility.await("all trips in the index")
                .atMost(Duration.ofSeconds(90))
                .until(() -> console.post(
                                "/api/pipelines/drawn-trips/dashboards/trips/panels/0",
                                Map.of("whole", true, "refresh", true))
                        .text()
                        .contains("[[" + SENT.get() + "]]"));
    }

    @AfterAll
    static void stop() {
        if (console != null) {
            console.close();
        }
        if (search != null) {
            search.close();
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

    /** Two hours of trips: 240 of soho, 120 of kent, 60 of ealing, 12 of places with odd names. */
    private static List<String> trips() {
        List<String> lines = new ArrayList<>();
        List<String> areas = List.of("soho", "soho", "soho", "soho", "kent", "kent", "ealing");
        for (int n = 0; n < 420; n++) {
            lines.add(trip(areas.get(n % 7), n, NOW.minusSeconds(7_200 - n * 16L)));
        }
        for (int n = 0; n < 6; n++) {
            lines.add(trip(IMAGE, n, NOW.minusSeconds(600 + n)));
            lines.add(trip(SCRIPT, n, NOW.minusSeconds(1_200 + n)));
        }
        return lines;
    }

    private static String trip(String area, int n, Instant at) {
        return "%s,c%d,%s,%.1f,%s,%.3f,%.3f"
                .formatted(
                        at,
                        n % 9,
                        area,
                        4 + (n * 7 % 40) * (n % 3) / 2.0,
                        List.of("card", "card", "cash", "app").get(n % 4),
                        51.4 + n % 20 / 100.0,
                        -0.3 + n % 23 / 50.0);
    }

    private static void send(List<String> lines) {
        console.send("drawn-trips", lines);
        SENT.addAndGet(lines.size());
    }

    @Test
    void everyKindOfPanelDrawsWhatThereIs() {
        Page page = pages.signedIn();
        linkTo(page, "Dashboards").click();
        page.getByRole(AriaRole.LINK, new GetByRoleOptions().setName(Pattern.compile("Trips of today")))
                .click();

        assertThat(heading(page, "Trips of today")).isVisible();
        assertThat(panel(page, "cabs on the road").locator(".big")).hasText("9");
        assertThat(panel(page, "takings").locator(".big")).not().hasText("–");
        assertThat(summary(page, "trips over time")).containsText("4 lines; ");
        assertThat(summary(page, "trips over time")).containsText("for soho");
        assertThat(panel(page, "trips over time")).containsText("There are more than are drawn.");
        assertThat(summary(page, "busiest areas")).hasText(Pattern.compile("[56] bars; the largest soho with 240"));
        assertThat(summary(page, "fares")).containsText("ranges from ");
        assertThat(summary(page, "payments")).hasText(Pattern.compile("3 slices: card 2\\d\\d, \\w+ 107, \\w+ 107"));
        assertThat(summary(page, "areas by time")).containsText(Pattern.compile("[56] rows of "));
        assertThat(summary(page, "payments over time")).containsText(" of time; at most ");
        assertThat(panel(page, "last trips").locator("tbody tr")).hasCount(20);
        assertThat(panel(page, "where trips begin")).containsText("soho");
        assertThat(page.locator(".panel canvas").first()).isVisible();
    }

    @Test
    void aTableAndSqlAreDrawnBesideAPanelThatCannotBe() {
        Page page = pages.signedIn();

        page.navigate(pages.address() + "/dashboards/drawn-trips/kept");

        assertThat(summary(page, "fare over time")).containsText("of time from");
        assertThat(summary(page, "cabs of all time")).hasText(Pattern.compile("9 bars; the largest c\\d with \\d+"));
        assertThat(panel(page, "nowhere").getByRole(AriaRole.ALERT)).containsText("TABLE_OR_VIEW_NOT_FOUND");
        button(page, "cabs of all time as a table").focus();
        page.keyboard().press("Enter");
        assertThat(panel(page, "cabs of all time").locator("tbody tr")).hasCount(9);
        button(page, "c4").click();
        assertThat(button(page, "Remove filter cab: c4")).isVisible();
        assertThat(panel(page, "cabs of all time").locator("tbody tr")).hasCount(1);
        button(page, "9007199254740993").click();
        assertThat(button(page, "Remove filter id: 9007199254740993")).isVisible();
        assertThat(panel(page, "large").locator("tbody tr")).hasCount(1);
        assertThat(panel(page, "large").locator("tbody")).hasText("9007199254740993");
    }

    @Test
    void aDayIsTheSameDayEverywhere() {
        Page page = pages.signedIn(new NewContextOptions().setTimezoneId("America/New_York"));

        page.navigate(pages.address() + "/dashboards/drawn-trips/kept");

        assertThat(panel(page, "days").locator("tbody td"))
                .hasText(new String[] {"2026-01-31", "2026-01-31 22:30:15", "2026-01-30 21:00:00"});
    }

    @Test
    void aClickNarrowsTheOthersAndTheAddressKeepsIt() {
        Page page = pages.signedIn();
        page.navigate(pages.address() + DASHBOARD);
        Locator trips = panel(page, "trips").locator(".big");

        panel(page, "trips over time")
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("kent"))
                .click();
        assertThat(trips).hasText("120");
        assertThat(summary(page, "busiest areas")).hasText("1 bar; the largest kent with 120");
        org.assertj.core.api.Assertions.assertThat(page.url()).endsWith(DASHBOARD + "?filter.area=kent");
        page.reload();
        assertThat(trips).hasText("120");
        button(page, "Remove filter area: kent").click();
        assertThat(summary(page, "busiest areas")).containsText(Pattern.compile("[56] bars"));

        BoundingBox box = panel(page, "busiest areas").locator("canvas").boundingBox();
        page.mouse().click(box.x + box.width * 0.6, box.y + 30); // the first
        assertThat(button(page, "Remove filter area: soho")).isVisible();
        assertThat(trips).hasText("240");
        page.goBack();
        assertThat(button(page, "Remove filter area: soho")).hasCount(0);

        page.getByLabel("Filter by").selectOption("payment");
        page.getByLabel("Value of payment").fill("cash");
        button(page, "Filter").click();
        assertThat(summary(page, "payments")).hasText("1 slice: cash 107");
    }

    @Test
    void aSessionThatEndsLeadsBackToWhatWasLookedAt() {
        Map<String, String> viewer = Map.of("name", "looker", "role", "viewer", "password", "correct horse battery");
        assertThat(console.post("/api/users", viewer).status()).isEqualTo(200);
        Page page = pages.open(new NewContextOptions());
        String address = pages.address() + DASHBOARD + "?last=all&filter.area=kent&live=on";
        page.navigate(address);
        signIn(page, viewer);
        Locator trips = panel(page, "trips").locator(".big");
        assertThat(trips).hasText("120");

        console.post("/api/users", viewer); // ends all sessions of that name
        assertThat(heading(page, "Sign in to Penstock")).isVisible();
        signIn(page, viewer);

        assertThat(trips).hasText("120");
        org.assertj.core.api.Assertions.assertThat(page.url()).isEqualTo(address);
        pages.errors().removeIf(error -> error.contains("401"));
    }

    @Test
    void aRangeOfTimeIsKeptInTheAddress() {
        Page page = pages.signedIn(new NewContextOptions().setTimezoneId("UTC"));
        page.navigate(pages.address() + DASHBOARD);
        Locator trips = panel(page, "trips").locator(".big");
        trips.waitFor();

        page.getByLabel("Time", new Page.GetByLabelOptions().setExact(true)).selectOption("between");
        page.getByLabel("From", new Page.GetByLabelOptions().setExact(true)).fill(local(NOW.minusSeconds(7_200)));
        page.getByLabel("To", new Page.GetByLabelOptions().setExact(true))
                .fill(local(NOW.minusSeconds(7_200 - 16 * 70)));

        assertThat(trips).hasText("70");
        page.reload();
        assertThat(trips).hasText("70");
        page.getByLabel("From", new Page.GetByLabelOptions().setExact(true)).fill(local(NOW.plusSeconds(3_600)));
        assertThat(page.getByText("The range ends before it begins.")).isVisible();
        page.getByLabel("To", new Page.GetByLabelOptions().setExact(true)).fill(local(NOW.plusSeconds(7_200)));
        assertThat(panel(page, "payments")).containsText("No rows in this range");
        assertThat(trips).hasText("0");
        page.getByLabel("Time", new Page.GetByLabelOptions().setExact(true)).selectOption("all");
        assertThat(summary(page, "busiest areas")).containsText("the largest soho with 240");
    }

    @Test
    void aLivePageDrawsWhatComes() {
        Page page = pages.signedIn();
        page.navigate(pages.address() + DASHBOARD + "?filter.area=camden");
        Locator trips = panel(page, "trips").locator(".big");
        assertThat(page.getByText("drawn again every 1 second")).isVisible();
        assertThat(trips).hasText(Pattern.compile("[0-9]"));
        page.evaluate("window.same = true");
        String before = trips.innerText();

        console.send("drawn-trips", List.of(trip("camden", 1, Instant.now())));

        assertThat(trips).hasText(String.valueOf(Integer.parseInt(before) + 1));
        assertThat(summary(page, "payments")).containsText("1 slice");
        assertThat((Boolean) page.evaluate("window.same")).isTrue();
        page.getByLabel("Live").uncheck();
        assertThat(button(page, "Draw again")).isVisible();
        org.assertj.core.api.Assertions.assertThat(page.url()).contains("live=off");
    }

    @Test
    void hostileValuesAreJustText() {
        Page page = pages.signedIn();
        page.navigate(pages.address() + DASHBOARD);

        button(page, "busiest areas as a table").click();
        assertThat(panel(page, "busiest areas").locator("tbody")).containsText(IMAGE);
        assertThat(panel(page, "busiest areas").locator("tbody")).containsText(SCRIPT);
        panel(page, "busiest areas")
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(IMAGE))
                .click();
        assertThat(button(page, "Remove filter area: " + IMAGE)).isVisible();
        assertThat(panel(page, "trips").locator(".big")).hasText("6");
        button(page, "busiest areas as a table").click();
        for (String title : List.of("busiest areas", "trips over time", "areas by time", "payments")) {
            Locator canvas = panel(page, title).locator("canvas");
            canvas.scrollIntoViewIfNeeded();
            BoundingBox box = canvas.boundingBox();
            page.mouse().move(box.x + box.width * 0.6, box.y + box.height / 2);
            page.mouse().move(box.x + box.width * 0.6 + 3, box.y + box.height / 2);
        }
        assertThat(summary(page, "busiest areas")).containsText(IMAGE);
        assertThat(page.locator("img")).hasCount(0);
        assertThat(page.locator("body script")).hasCount(0);
        assertThat(page.evaluate("window.hacked")).isNull();
    }

    @Test
    void anOutputIsDrawnWithoutAnyConfiguration() {
        Page page = pages.signedIn();
        page.navigate(pages.address() + "/pipelines/drawn-trips");
        assertThat(linkTo(page, "Trips of today")).isVisible();

        linkTo(page, "Draw trips").click();

        assertThat(heading(page, "trips")).isVisible();
        assertThat(panel(page, "how many").locator(".big")).hasText(Pattern.compile("43\\d"));
        assertThat(summary(page, "fare")).containsText("ranges from");
        page.getByText("As text for the pipeline's file").click();
        assertThat(page.getByLabel("Text of the dashboard")).containsText("dashboards:\n  trips:\n    filters: [");
    }

    @Test
    void aMapShowsPointsAndTellsOfEach() {
        Page page = pages.signedIn();
        page.navigate(pages.address() + MAPS);
        Locator panel = panel(page, "trips");

        assertThat(map(page, "trips"))
                .hasAttribute(
                        "aria-label",
                        Pattern.compile(
                                "Map of trips: 43\\d points between 51\\.40° N, 0\\.30° W and 51\\.59° N, 0\\.14° E;"
                                        + " payment: card 2\\d\\d, .*"));
        assertThat(panel.locator(".map-legend")).containsText("cash");
        button(page, "Look at points one by one").click();
        assertThat(panel.locator(".map-card")).containsText(Pattern.compile("point 1 of 43\\d"));
        String first = panel.locator(".map-card dl").innerText();
        button(page, "The next point").click();
        assertThat(panel.locator(".map-card dl")).not().hasText(first);
        panel.locator(".map-card dl div", new Locator.LocatorOptions().setHasText("area"))
                .getByRole(AriaRole.BUTTON)
                .click();

        assertThat(page.getByRole(
                        AriaRole.BUTTON, new GetByRoleOptions().setName(Pattern.compile("Remove filter area: .*"))))
                .isVisible();
    }

    @Test
    void theCardOfAPointStaysWithItWhenNewerOnesCome() {
        Page page = pages.signedIn();
        page.navigate(pages.address() + MAPS + "?live=on");
        Locator card = panel(page, "trips").locator(".map-card");
        button(page, "Look at points one by one").click();
        assertThat(card).containsText("point 1 of ");
        String first = card.locator("dl").innerText();

        send(List.of(trip("camden", 5, Instant.now()))); // no two trips are the same

        assertThat(card).containsText("point 2 of ");
        assertThat(card.locator("dl")).hasText(first, new LocatorAssertions.HasTextOptions().setUseInnerText(true));
        button(page, "The point before").click();
        assertThat(card.locator("dl")).containsText("camden");
        page.getByLabel("Filter by").selectOption("area");
        page.getByLabel("Value of area").fill("soho");
        button(page, "Filter").click();
        assertThat(card).hasCount(0);
    }

    @Test
    void aMapIsMovedByMouseAndKeyboardAndThenHasFinerSquares() {
        Page page = pages.signedIn();
        List<String> asked = new CopyOnWriteArrayList<>();
        page.onRequest(request -> {
            if (request.url().endsWith("/maps/panels/1")) {
                asked.add(request.postData());
            }
        });
        page.navigate(pages.address() + MAPS + "?live=off");
        Locator map = map(page, "where they are dear");
        assertThat(map)
                .hasAttribute(
                        "aria-label", Pattern.compile(".*: \\d+ squares between .*; avg\\(fare\\) from .* to .*"));
        String before = map.getAttribute("aria-label");
        org.assertj.core.api.Assertions.assertThat(asked).hasSize(1).noneMatch(body -> body.contains("bounds"));

        map.focus();
        page.keyboard().press("+");
        assertThat(map).not().hasAttribute("aria-label", before);
        page.keyboard().press("ArrowLeft");
        page.waitForCondition(() -> asked.size() > 2);

        org.assertj.core.api.Assertions.assertThat(asked.get(1)).contains("\"bounds\":{\"west\":");
        panel(page, "where they are dear")
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Show all"))
                .click();
        assertThat(map).hasAttribute("aria-label", before);
    }

    @Test
    void aClickOnAnAreaNarrowsThePage() {
        Page page = pages.signedIn();
        page.navigate(pages.address() + MAPS + "?live=off");
        Locator map = map(page, "trips of areas");
        assertThat(map)
                .hasAttribute(
                        "aria-label", Pattern.compile(".*: 3 areas, 2 with rows; rows from 120 to 240, most: soho"));
        assertThat(panel(page, "trips of areas").locator(".map-legend")).containsText("none");
        map.scrollIntoViewIfNeeded();
        BoundingBox box = map.boundingBox();

        page.mouse().move(box.x + box.width / 2, box.y + box.height / 2);
        assertThat(panel(page, "trips of areas").locator(".map-tip")).containsText("120");
        page.mouse().click(box.x + box.width / 2, box.y + box.height / 2);

        assertThat(button(page, "Remove filter area: kent")).isVisible();
        assertThat(map).hasAttribute("aria-label", Pattern.compile(".*: 3 areas, 1 with rows; .*, most: kent"));
    }

    @Test
    void everyPageIsAccessibleInBothThemesAndOnAPhone() {
        for (String look : List.of("light", "dark", "phone")) {
            Page page = pages.open(TestPages.look(look));
            page.navigate(pages.link());
            heading(page, "Overview").waitFor();
            page.navigate(pages.address() + "/dashboards");
            region(page, "Outputs").waitFor();
            check(page, "dashboards-list", look);
            page.navigate(pages.address() + DASHBOARD + "?live=off");
            page.locator("figure").nth(5).waitFor();
            panel(page, "last trips").locator("tbody tr").first().waitFor();
            assertThat(bytesLoaded(page)).as("what a page of dashboards loads").isBetween(100_000L, 1_000_000L);
            check(page, "dashboards-trips", look);
            if (look.equals("phone")) {
                page.navigate(pages.address() + DASHBOARD + "?live=off&filter.area=kent&filter.payment=card");
                button(page, "Remove filter payment: card").waitFor();
                button(page, "busiest areas as a table").click();
                panel(page, "busiest areas").locator("tbody tr").first().waitFor();
                page.evaluate("window.scrollTo(0, 0)");
                check(page, "dashboards-narrowed", look);
            }
            page.navigate(pages.address() + MAPS + "?live=off");
            map(page, "trips of areas").waitFor();
            button(page, "Look at points one by one").click();
            check(page, "dashboards-maps", look);
            page.navigate(pages.address() + "/dashboards/drawn-trips/outputs/trips");
            page.locator("figure").nth(3).waitFor();
            page.getByText("As text for the pipeline's file").click();
            page.evaluate("window.scrollTo(0, 0)");
            check(page, "dashboards-proposed", look);
        }
    }

    private static void signIn(Page page, Map<String, String> user) {
        page.getByLabel("Name").fill(user.get("name"));
        page.getByLabel("Password").fill(user.get("password"));
        button(page, "Sign in").click();
    }

    /** A time as the input takes it. */
    private static String local(Instant at) {
        return at.toString().replace("Z", "");
    }

    private static Locator panel(Page page, String title) {
        return page.getByRole(
                AriaRole.REGION, new GetByRoleOptions().setName(title).setExact(true));
    }

    private static Locator map(Page page, String title) {
        return panel(page, title).getByRole(AriaRole.APPLICATION);
    }

    /** What a drawing says to those who do not see it. */
    private static Locator summary(Page page, String title) {
        return page.getByRole(
                        AriaRole.FIGURE, new GetByRoleOptions().setName(title).setExact(true))
                .locator("figcaption");
    }
}
