package io.penstock.bench.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class BenchPlanTest {

    private static final BenchPlan PLAN = new BenchPlan(
            List.of("csv4"),
            0,
            0,
            List.of(Peer.PLAIN, Peer.FLINK, Peer.SPARK_REALTIME, Peer.PENSTOCK),
            Duration.ofSeconds(10),
            new BenchPlan.Soak(Duration.ofHours(1), 0));

    @Test
    void everyRoundBeginsWithAnotherContender() {
        assertThat(PLAN.contenders("csv4", 0)).containsExactly(Peer.PLAIN, Peer.FLINK, Peer.PENSTOCK);
        assertThat(PLAN.contenders("csv4", 1)).containsExactly(Peer.FLINK, Peer.PENSTOCK, Peer.PLAIN);
        assertThat(PLAN.contenders("csv4", 3)).containsExactly(Peer.PLAIN, Peer.FLINK, Peer.PENSTOCK);
    }

    @Test
    void aContenderTakesPartWhereItHasSomethingToShow() {
        assertThat(PLAN.contenders("hot", 0)).containsExactly(Peer.PLAIN, Peer.SPARK_REALTIME, Peer.PENSTOCK);
        assertThat(PLAN.contenders("freshness", 0)).containsExactly(Peer.FLINK, Peer.PENSTOCK);
        assertThat(PLAN.contenders("soak", 0)).containsExactly(Peer.PENSTOCK);
    }

    @Test
    void theClassicJobSplitsTextUnlessItIsNamed() {
        BenchPlan usual = new BenchPlan(
                List.of("csv4"), 0, 0, List.of(), Duration.ofSeconds(10), new BenchPlan.Soak(Duration.ofHours(1), 0));
        BenchPlan named = new BenchPlan(
                List.of("csv10"), 0, 0, List.of(Peer.SPARK_CLASSIC), Duration.ofSeconds(10), usual.soak());

        assertThat(usual.contenders("csv4", 0)).contains(Peer.SPARK_CLASSIC);
        assertThat(usual.contenders("csv10", 0))
                .containsExactly(
                        Peer.PLAIN, Peer.SPARK_TUNED, Peer.FLINK, Peer.FLINK_FORMAT, Peer.CONNECT, Peer.PENSTOCK);
        assertThat(named.contenders("csv10", 0)).containsExactly(Peer.SPARK_CLASSIC);
    }

    @Test
    void aWorkloadHasItsOwnNumbersUnlessTheyAreGiven() {
        assertThat(PLAN.events("csv4")).isEqualTo(5_000_000);
        assertThat(PLAN.rounds()).isEqualTo(3);
        BenchPlan given = new BenchPlan(PLAN.workloads(), 5, 1, PLAN.contenders(), PLAN.commitInterval(), PLAN.soak());
        assertThat(given.events("csv4")).isEqualTo(5);
        assertThat(given.rounds()).isEqualTo(1);
    }

    @Test
    void wrongUsageIsRefused() {
        StringWriter out = new StringWriter();
        List<String> said = new ArrayList<>();

        for (String[] arguments : new String[][] {
            {"csv5"},
            {"csv4", "--contenders=storm"},
            {"csv4", "--output=xml"},
            {"csv4", "--rounds=-1"},
            {"soak", "--minutes=0"},
            {"soak", "--rate=-1"}
        }) {
            assertThat(Bench.run(new PrintWriter(out), said::add, arguments)).isEqualTo(2);
        }
        assertThat(out.toString()).isEmpty();
        assertThat(said).isEmpty();
    }

    @Test
    void everyCommandInTheDocumentationIsOne() throws IOException {
        Matcher command = Pattern.compile("(?m)^\\./bench ([^#\\n]+)")
                .matcher(Files.readString(Path.of("../../docs/performance.md")));
        List<String> lines = command.results()
                .map(found -> found.group(1).strip())
                .filter(line -> !line.equals("decoders")) // the script does that
                .toList();

        assertThat(lines).hasSizeGreaterThan(4).allSatisfy(line -> assertThat(
                        Bench.plan(line.split("\\s+", -1)).workloads())
                .isNotEmpty());
    }
}
