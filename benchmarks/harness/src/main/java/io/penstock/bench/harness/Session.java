package io.penstock.bench.harness;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One call of the command: measures the workloads one after the other. What fails does not end it, and is in the report. */
final class Session {

    private static final String MAXIMUM_OF = "csv4";
    private static final Predicate<Peer> ALL = peer -> true;

    private final Rig rig;
    private final BenchPlan plan;
    private @Nullable BoundedResult clicks;

    Session(BenchPlan plan, Checkout checkout, Topics topics, Path folder, Progress progress) {
        this.plan = plan;
        this.rig = new Rig(plan, checkout, topics, folder, new Schedule(progress, System::nanoTime, steps(plan)));
    }

    private static List<Schedule.Step> steps(BenchPlan plan) {
        return plan.workloads().stream()
                .flatMap(workload -> switch (workload) {
                    case BenchPlan.FRESHNESS ->
                        Stream.concat(maximumSteps(plan, workload), FreshnessMeasurement.steps(plan));
                    case BenchPlan.SOAK -> Stream.concat(maximumSteps(plan, workload), SoakMeasurement.steps(plan));
                    case BenchPlan.HOT -> HotMeasurement.steps(plan);
                    case BenchPlan.INDEX -> IndexMeasurement.steps(plan);
                    default -> BoundedMeasurement.steps(plan, workload, plan.rounds(), ALL);
                })
                .toList();
    }

    /** What comes before a workload that needs maxima. */
    private static Stream<Schedule.Step> maximumSteps(BenchPlan plan, String workload) {
        int clicks = plan.workloads().indexOf(MAXIMUM_OF);
        boolean measuredBefore = clicks >= 0 && clicks < plan.workloads().indexOf(workload);
        boolean given = workload.equals(BenchPlan.SOAK) && plan.soak().rate() > 0;
        return measuredBefore || given
                ? Stream.empty()
                : BoundedMeasurement.steps(plan, MAXIMUM_OF, 1, peer -> peer.takesPartIn(workload));
    }

    void run(Report report) {
        rig.schedule().say(String.join(", ", plan.workloads()));
        for (String workload : plan.workloads()) {
            try {
                measure(workload, report);
            } catch (RuntimeException e) {
                report.fail(workload, BenchException.words(e));
                rig.schedule().ended(workload);
                rig.schedule().say("%s failed: %s".formatted(workload, BenchException.words(e)));
            }
        }
    }

    private void measure(String workload, Report report) {
        switch (workload) {
            case BenchPlan.FRESHNESS -> report.add(new FreshnessMeasurement(rig, maximum(workload)).run());
            case BenchPlan.SOAK -> {
                boolean given = plan.soak().rate() > 0;
                Double most = given ? null : maximum(workload).get(Peer.PENSTOCK);
                report.add(new SoakMeasurement(rig, most).run());
            }
            case BenchPlan.HOT -> report.add(new HotMeasurement(rig).run());
            case BenchPlan.INDEX -> report.add(new IndexMeasurement(rig).run());
            default -> {
                BoundedResult result = new BoundedMeasurement(rig, workload, plan.rounds(), ALL).run();
                if (workload.equals(MAXIMUM_OF)) {
                    clicks = result;
                }
                report.add(result);
            }
        }
    }

    /** What each contender has shown; measured now if it was not asked for. */
    private Map<Peer, Double> maximum(String workload) {
        BoundedResult result = clicks;
        if (result == null) {
            result = new BoundedMeasurement(rig, MAXIMUM_OF, 1, peer -> peer.takesPartIn(workload)).run();
        }
        Map<Peer, Double> speeds = new EnumMap<>(Peer.class);
        for (Peer peer : result.figures().keySet()) {
            speeds.put(peer, result.speed(peer, RunKind.WARM));
        }
        return speeds;
    }
}
