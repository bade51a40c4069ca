package io.penstock.pipeline.profile;

import io.penstock.pipeline.Key;
import io.penstock.pipeline.Notation;

/** How much of the cluster a pipeline gets. */
public record Resources(
        @Key(value = "Memory of the driver.", example = "4g", defaultsTo = "2g", notation = Notation.MEMORY)
                String driverMemory,
        @Key(value = "Cores of the driver.", example = "2", defaultsTo = "1", min = 1, max = 256) int driverCores,
        @Key(value = "How many executors there are.", example = "4", defaultsTo = "2", min = 1, max = 10_000)
                int executors,
        @Key(
                        value =
                                "Cores of each executor. All executors together should have one for each topic partition at least.",
                        example = "4",
                        defaultsTo = "2",
                        min = 1,
                        max = 256)
                int executorCores,
        @Key(value = "Memory of each executor.", example = "8g", defaultsTo = "4g", notation = Notation.MEMORY)
                String executorMemory,
        @Key(
                        value =
                                "`true` lets Spark change the number of executors. A stream that is up to date looks idle, so it would lose"
                                        + " its executors and wait for new ones with the next wave of records.",
                        example = "true",
                        defaultsTo = "false")
                boolean dynamicAllocation) {}
