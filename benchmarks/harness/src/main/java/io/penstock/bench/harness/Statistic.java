package io.penstock.bench.harness;

import java.util.List;

/** A measure over several rounds. */
record Statistic(double median, double min, double max) {

    /** @throws IllegalArgumentException when there is no value */
    static Statistic of(List<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("Cannot take a median, there are no values");
        }
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        double median = sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        return new Statistic(median, sorted.get(0), sorted.get(sorted.size() - 1));
    }
}
