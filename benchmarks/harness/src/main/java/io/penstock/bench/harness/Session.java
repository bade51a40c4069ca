package io.penstock.bench.harness;

import java.nio.file.Path;

/** One call of the command: measures the workloads one after the other. */
final class Session {

    private final BenchPlan plan;
    private final BoundedMeasurement bounded;

    Session(BenchPlan plan, Checkout checkout, Topics topics, Path folder, Progress progress) {
        this.plan = plan;
        this.bounded = new BoundedMeasurement(plan, checkout, topics, folder, progress);
    }

    void run(Report report) {
        for (String workload : plan.workloads()) {
            report.add(bounded.run(workload));
        }
    }
}
