package io.penstock.bench.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class BenchPlanTest {

    private static final BenchPlan PLAN = new BenchPlan(
            List.of("csv4"),
            0,
            0,
            List.of(Peer.PLAIN, Peer.FLINK, Peer.SPARK_REALTIME, Peer.PENSTOCK),
            Duration.ofSeconds(10));

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
    }

    @Test
    void aWorkloadHasItsOwnNumbersUnlessTheyAreGiven() {
        assertThat(PLAN.events("csv4")).isEqualTo(10_000_000);
        assertThat(PLAN.rounds("csv4")).isEqualTo(3);
        BenchPlan given = new BenchPlan(PLAN.workloads(), 5, 1, PLAN.contenders(), PLAN.commitInterval());
        assertThat(given.events("csv4")).isEqualTo(5);
        assertThat(given.rounds("csv4")).isEqualTo(1);
    }

    @Test
    void wrongUsageIsRefused() {
        StringWriter out = new StringWriter();

        assertThat(Bench.run(new PrintWriter(out), "csv5")).isEqualTo(2);
        assertThat(Bench.run(new PrintWriter(out), "csv4", "--contenders=storm"))
                .isEqualTo(2);
        assertThat(Bench.run(new PrintWriter(out), "csv4", "--output=xml")).isEqualTo(2);
        assertThat(Bench.run(new PrintWriter(out), "csv4", "--rounds=-1")).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
    }
}
