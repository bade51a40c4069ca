package io.penstock.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.Page.ScreenshotOptions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Pages of a console in a browser, of one test: what goes wrong in any of them is kept. */
final class TestPages implements AutoCloseable {

    static final Path SCREENSHOTS = Path.of("target", "screenshots");

    private final Chromium chromium;
    private final TestConsole console;
    private final List<BrowserContext> contexts = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();

    TestPages(Chromium chromium, TestConsole console) {
        this.chromium = chromium;
        this.console = console;
    }

    /** {@code http://127.0.0.1:PORT}. */
    String address() {
        return "http://127.0.0.1:" + console.port();
    }

    /** A link that signs in, once. */
    String link() {
        return console.post("/api/sign-in/links", "").json().path("link").asText();
    }

    /** What pages have complained about: errors, warnings and dialogs. A test takes out what it has provoked. */
    List<String> errors() {
        return errors;
    }

    /** A page of a browser that has been nowhere. */
    Page open(NewContextOptions options) {
        BrowserContext context = chromium.browser().newContext(options);
        context.setDefaultTimeout(30_000);
        contexts.add(context);
        Page page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                errors.add(message.text());
            }
        });
        page.onPageError(errors::add);
        page.onDialog(dialog -> errors.add("a dialog: " + dialog.message()));
        return page;
    }

    /** The overview, as one who may change things sees it. */
    Page signedIn() {
        return signedIn(new NewContextOptions());
    }

    Page signedIn(NewContextOptions options) {
        Page page = open(options);
        page.navigate(link());
        heading(page, "Overview").waitFor();
        return page;
    }

    /** How a page can be looked at: {@code light}, {@code dark} or {@code phone}. Its policy lets the checker in, which is a script of its own. */
    static NewContextOptions look(String look) {
        NewContextOptions options = new NewContextOptions()
                .setColorScheme(look.equals("dark") ? ColorScheme.DARK : ColorScheme.LIGHT)
                .setReducedMotion(ReducedMotion.REDUCE)
                .setBypassCSP(true);
        return options.setViewportSize(look.equals("phone") ? 320 : 1280, look.equals("phone") ? 700 : 900);
    }

    /**
     * Bytes of the page and what it has loaded so far, compressed as they came, without answers of the API. The browser has counted: to ask
     * Playwright for the size of an answer waits for its end, which one that is broken off may never have.
     */
    static long bytesLoaded(Page page) {
        return ((Number)
                        page.evaluate(
                                """
                        performance.getEntries()
                            .filter(entry => ['navigation', 'resource'].includes(entry.entryType) && !entry.name.includes('/api/'))
                            .reduce((bytes, entry) => bytes + entry.encodedBodySize, 0)"""))
                .longValue();
    }

    /** Takes a picture, and fails where the page cannot be used by somebody or is wider than its window. */
    static void check(Page page, String name, String look) {
        page.screenshot(new ScreenshotOptions()
                .setPath(SCREENSHOTS.resolve("%s-%s.png".formatted(name, look)))
                .setFullPage(!name.equals("dead-letter")));
        List<String> findings = new AxeBuilder(page)
                .analyze().getViolations().stream()
                        .filter(rule -> List.of("serious", "critical").contains(rule.getImpact()))
                        .map(TestPages::told)
                        .toList();
        assertThat(findings).as("%s, %s", name, look).isEmpty();
        assertThat((Integer) page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))
                .as("width of %s, %s", name, look)
                .isLessThanOrEqualTo(0);
    }

    private static String told(Rule rule) {
        return "%s: %s %s"
                .formatted(
                        rule.getId(),
                        rule.getHelp(),
                        rule.getNodes().stream()
                                .map(node -> node.getHtml() + " " + node.getFailureSummary())
                                .limit(3)
                                .toList());
    }

    static Locator heading(Page page, String text) {
        return page.getByRole(
                AriaRole.HEADING,
                new GetByRoleOptions().setName(text).setLevel(1).setExact(true));
    }

    static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new GetByRoleOptions().setName(name).setExact(true));
    }

    static Locator linkTo(Page page, String name) {
        return page.getByRole(
                AriaRole.LINK, new GetByRoleOptions().setName(name).setExact(true));
    }

    /** A part of a page with a name, such as a table that scrolls by itself. */
    static Locator region(Page page, String name) {
        return page.getByRole(
                AriaRole.GROUP, new GetByRoleOptions().setName(name).setExact(true));
    }

    @Override
    public void close() {
        contexts.forEach(BrowserContext::close);
    }
}
