package io.penstock.bench.harness;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** One call of the command: measures the workloads one after the other. */
final class Session {

    private static final String MAXIMUM_OF = "csv4";

    private final BenchPlan plan;
    private final BoundedMeasurement bounded;
    private final FreshnessMeasurement freshness;
    private final HotMeasurement hot;
    private final List<BoundedResult> results = new ArrayList<>();

    Session(BenchPlan plan, Checkout checkout, Topics topics, Path folder, Progress progress) {
        this.plan = plan;
        this.bounded = new BoundedMeasurement(plan, checkout, topics, folder, progress);
        this.freshness = new FreshnessMeasurement(plan, checkout, topics, folder, progress);
        this.hot = new HotMeasurement(plan, checkout, topics, folder, progress);
    }

    void run(Report report) {
        for (String workload : plan.workloads()) {
            switch (workload) {
                case BenchPlan.FRESHNESS -> report.add(freshness.run(maximum()));
                case BenchPlan.HOT -> report.add(hot.run());
                default -> {
                    BoundedResult result = bounded.run(workload, plan.rounds(workload), peer -> true);
                    results.add(result);
                    report.add(result);
                }
            }
        }
    }

    /** What each contender has shown; measured now if it was not asked for. */
    private ToDoubleFunction<Peer> maximum() {
        BoundedResult result = results.stream()
                .filter(measured -> measured.workload().equals(MAXIMUM_OF))
                .findFirst()
                .orElseGet(() -> bounded.run(MAXIMUM_OF, 1, peer -> peer.takesPartIn(BenchPlan.FRESHNESS)));
        Map<Peer, Double> speeds = result.figures().keySet().stream()
                .collect(Collectors.toMap(peer -> peer, peer -> result.speed(peer, RunKind.WARM)));
        return speeds::get;
    }
}
