package io.penstock.engine;

import org.apache.spark.SparkContext;

/** How many tasks run at the same time. In real-time mode each partition needs one for as long as the pipeline runs. */
final class TaskSlots {

    private final SparkContext spark;

    TaskSlots(SparkContext spark) {
        this.spark = spark;
    }

    /**
     * @param what needs them, for the message
     * @throws RefusedException when there are fewer; a task that waits would wait until others end
     */
    void require(String what, int partitions) {
        int slots = spark.maxNumConcurrentTasks(spark.resourceProfileManager().defaultResourceProfile());
        if (partitions > slots) {
            throw new RefusedException(
                    ("Cannot run %s in real time, its topics have %d partitions and Spark can run %d tasks at"
                                    + " a time. Give it more (in a profile: executors and cores, or spark.master: local[%d]),"
                                    + " or take an interval as trigger")
                            .formatted(what, partitions, slots, partitions));
        }
    }
}
