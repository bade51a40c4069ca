package io.penstock.bench.harness;

/**
 * What one run of a contender gave.
 *
 * @param eventsPerSecond records read a second, bad ones included
 * @param cpuSecondsPerMillion of the whole process, from the operating system
 * @param peakMemoryBytes most memory resident until the end of the run
 * @param files data files of the table
 * @param bytes size of these
 */
record RunFigures(
        double eventsPerSecond, double cpuSecondsPerMillion, double peakMemoryBytes, double files, double bytes) {}
