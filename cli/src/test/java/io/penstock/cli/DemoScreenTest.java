package io.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.cli.demo.Cabs;
import io.penstock.cli.demo.PeakMemory;
import io.penstock.cli.demo.Progress;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoScreenTest {

    private static final String LINK = "http://127.0.0.1:8090/sign-in?code=abc&next=%2Fdashboards%2Fcabs%2Fcity";
    private static final Progress NO_ROWS = new Progress(10, 0, 0, 0, null);
    private static final Progress ROWS = new Progress(10, 10, 0, 0, null);

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void tellsTheLinkToTheDashboardOnceThereAreRows() throws Exception {
        try (FakeRuntime runtime = FakeRuntime.in(folder)
                .on("POST /api/sign-in/links", 200, "{\"link\":\"%s\",\"expires_seconds\":600}".formatted(LINK))) {
            show(true, NO_ROWS);
            assertThat(runtime.requests()).isEmpty();

            show(true, ROWS);

            assertThat(runtime.requests())
                    .containsExactly("POST /api/sign-in/links {\"next\":\"/dashboards/cabs/city\"}");
            assertThat(err.toString(StandardCharsets.UTF_8))
                    .contains("In a browser, live (the link is good once, within 10 minutes):\n  " + LINK + "\n");
        }
    }

    @Test
    void asksForNoLinkWhereNobodyStays() throws Exception {
        try (FakeRuntime runtime = FakeRuntime.in(folder)) {
            show(false, ROWS);

            assertThat(runtime.requests()).isEmpty();
            assertThat(err.toString(StandardCharsets.UTF_8))
                    .contains("penstock verify cabs")
                    .doesNotContain("browser");
        }
    }

    private void show(boolean linked, Progress progress) {
        PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
        Context context = new Context(InputStream.nullInputStream(), stream, stream, false, folder, Map.of());
        try (PeakMemory memory = PeakMemory.watch(new PortOptions().services(context.home()))) {
            new DemoScreen(context, new Cabs(), memory, linked).show(10, progress);
        }
    }
}
