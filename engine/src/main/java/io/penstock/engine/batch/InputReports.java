package io.penstock.engine.batch;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.util.AccumulatorV2;

/**
 * What the tasks report that read for a view with state: one report for each range of offsets.
 *
 * <p>Between these tasks and the ones that write lies a shuffle, so their reports cannot come back as results. Spark hands the
 * updates of an accumulator over with the success of a task, but a task that is run again hands over a second time, as does a
 * second scan of the same topic. Here this does no harm: reports are kept by their range, the first one counts, and the files of
 * the others are named for deletion.
 */
public final class InputReports extends AccumulatorV2<InputReports.Report, InputReports.Reports> {

    /** A range of offsets of one partition. */
    public record Range(TopicPartition partition, long from, long until) implements Serializable {}

    /** What a task did with a range. */
    public record Report(Range range, TaskResult result) implements Serializable {}

    /**
     * The reports of a batch.
     *
     * @param byRange one for each range
     * @param surplus reports of ranges that were read more than once
     */
    public record Reports(Map<Range, TaskResult> byRange, List<TaskResult> surplus) {}

    private final Map<Range, TaskResult> byRange = new HashMap<>();
    private final List<TaskResult> surplus = new ArrayList<>();

    @Override
    public synchronized boolean isZero() {
        return byRange.isEmpty() && surplus.isEmpty();
    }

    @Override
    public synchronized InputReports copy() {
        InputReports copy = new InputReports();
        copy.byRange.putAll(byRange);
        copy.surplus.addAll(surplus);
        return copy;
    }

    @Override
    public synchronized void reset() {
        byRange.clear();
        surplus.clear();
    }

    @Override
    public synchronized void add(Report report) {
        if (byRange.putIfAbsent(report.range(), report.result()) != null) {
            surplus.add(report.result());
        }
    }

    @Override
    public synchronized void merge(AccumulatorV2<Report, Reports> other) {
        Reports reports = other.value();
        reports.byRange().forEach((range, result) -> add(new Report(range, result)));
        surplus.addAll(reports.surplus());
    }

    @Override
    public synchronized Reports value() {
        return new Reports(Map.copyOf(byRange), List.copyOf(surplus));
    }
}
