package io.penstock.bench.harness;

import io.penstock.bench.contender.Job;
import java.nio.file.Path;
import java.util.List;

/**
 * What every measurement works with.
 *
 * @param plan what is to be measured
 * @param checkout where the contenders are
 * @param topics the broker
 * @param folder takes tables and state
 * @param schedule told what is done
 */
record Rig(BenchPlan plan, Checkout checkout, Topics topics, Path folder, Schedule schedule) {

    /** Where a process says what is not for the harness. */
    Path log(String name) {
        return Folders.logs(folder).resolve(name + ".log");
    }

    /** Starts a contender that goes on until its process is ended. */
    ContenderProcess startForever(Peer peer, Job job) {
        return ContenderProcess.startForever(
                checkout, peer, job, log(job.folder().getFileName().toString()));
    }

    /** Starts a tool on the class path of the Spark contenders. */
    ContenderProcess startCheck(String name, List<String> arguments) {
        return ContenderProcess.start(
                checkout, "the " + name, Peer.Module.SPARK, TableCheck.MAIN, log(name), arguments);
    }
}
