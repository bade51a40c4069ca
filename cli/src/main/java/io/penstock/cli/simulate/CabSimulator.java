package io.penstock.cli.simulate;

import io.penstock.cli.produce.Records;
import io.penstock.cli.simulate.Device.Kind;
import io.penstock.cli.simulate.Device.Report;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Records of cabs that drive through a city, as {@code examples/cabs} reads them, keyed by the cab, in the order in which they come to
 * the hub. The same {@link Settings} give the same records.
 *
 * <p>What goes wrong: records are garbled, are there twice, or have a place far from where the cab is; clocks are ahead by minutes, or
 * behind by less than one; a cab in a dead spot sends what it has kept once it is out, in order, three minutes later at most. How many
 * there are of each is counted ({@link #truth}).
 *
 * <p>Not thread-safe, but for {@link #truth}.
 */
public final class CabSimulator implements Records {

    /** In place of a number of records: as many as are asked for. */
    public static final long ENDLESS = Long.MAX_VALUE;

    /** No cab is heard of less often: behind a longer silence, a jump is none. */
    public static final Duration LONGEST_INTERVAL = Duration.ofMinutes(1);

    private static final Duration LONGEST_DELAY = Duration.ofSeconds(170);
    private static final double TWICE = 0.005;
    private static final long NANOS = 1_000_000_000;

    /**
     * @param records how many, or {@link #ENDLESS}
     * @param cabs how many drive
     * @param interval between two records of a cab, before anything goes wrong
     * @param start when the first record is made
     * @param paced whether a record leaves when it comes to the hub, counted from the start; else at once
     */
    public record Settings(long records, int cabs, Duration interval, Instant start, boolean paced, long seed) {

        public Settings {
            if (records < 0 || cabs < 1 || interval.isNegative() || interval.isZero()) {
                throw new IllegalArgumentException(
                        "Cannot simulate, expected records of 0 or more, a cab and an interval: %d, %d, %s"
                                .formatted(records, cabs, interval));
            }
            if (interval.compareTo(LONGEST_INTERVAL) > 0) {
                throw new IllegalArgumentException(
                        "Cannot simulate %d cabs, each would be heard of every %d s, expected a minute at most"
                                .formatted(cabs, interval.toSeconds()));
            }
        }

        /** How long the cabs drive for so many records, about. */
        public Duration length() {
            return interval.multipliedBy(records).dividedBy(cabs);
        }
    }

    /** A record on its way to the hub. */
    private record Pending(Instant arrives, long number, Device device, Report report, boolean twice, boolean late) {}

    private final Settings settings;
    private final SplittableRandom random;
    private final List<Device> devices = new ArrayList<>();
    private final List<Deque<Report>> kept = new ArrayList<>(); // by each cab in a dead spot
    private final List<Instant> arrived = new ArrayList<>(); // the last one of each cab
    private final PriorityQueue<Pending> pending =
            new PriorityQueue<>(Comparator.comparing(Pending::arrives).thenComparing(Pending::number));
    private Instant now;
    private long reports;
    private long made;
    private long sent;
    private boolean ended;
    private volatile Truth truth = new Truth(0, 0, 0, 0, 0, 0, 0);

    public CabSimulator(Settings settings) {
        this.settings = settings;
        this.random = new SplittableRandom(settings.seed());
        this.now = settings.start();
        for (int cab = 0; cab < settings.cabs(); cab++) {
            devices.add(new Device(cab, settings.start(), random.split()));
            kept.add(new ArrayDeque<>());
            arrived.add(settings.start());
        }
    }

    /** What is in the records that were given so far. */
    public Truth truth() {
        return truth;
    }

    @Override
    public @Nullable Outgoing next() {
        while (true) {
            boolean more = made < settings.records();
            if (!more && !ended) {
                sendAllKept();
                ended = true;
            }
            Pending first = pending.peek();
            if (first != null && (!more || !first.arrives.isAfter(now))) {
                return give(pending.remove());
            }
            if (!more) {
                return null;
            }
            makeNext();
        }
    }

    private Outgoing give(Pending record) {
        Kind kind = record.report.kind();
        truth = new Truth(
                truth.records() + 1,
                truth.garbled() + (kind == Kind.GARBLED ? 1 : 0),
                truth.wrongClock() + (kind == Kind.WRONG_CLOCK ? 1 : 0),
                truth.jumps() + (kind == Kind.JUMP ? 1 : 0),
                truth.duplicates() + (record.twice ? 1 : 0),
                truth.late() + (record.late ? 1 : 0),
                truth.trips() + (record.report.endsTrip() && !record.twice ? 1 : 0));
        long due = settings.paced()
                ? Math.max(0, Duration.between(settings.start(), record.arrives).toNanos())
                : 0;
        return new Outgoing(record.device.key(), record.report.value(record.arrives), kind != Kind.GOOD, due);
    }

    /** One cab after the other says where it is. */
    private void makeNext() {
        int cab = (int) (reports % settings.cabs());
        Device device = devices.get(cab);
        now = settings.start().plus(since(reports));
        if (reports >= settings.cabs()) {
            device.drive(settings.interval().toNanos() / (double) NANOS);
        }
        reports++;
        made++;
        Report report = device.report(now);
        Deque<Report> before = kept.get(cab);
        boolean canWait = before.isEmpty()
                || Duration.between(before.getFirst().at(), report.at()).compareTo(LONGEST_DELAY) < 0;
        if (device.isCutOff() && canWait) {
            before.add(report);
            return;
        }
        sendKept(cab);
        Instant arrives = send(cab, report, false);
        if (report.kind() == Kind.GOOD && random.nextDouble() < TWICE && made < settings.records()) {
            made++;
            pending.add(
                    new Pending(arrives.plusMillis(random.nextInt(500, 3_000)), ++sent, device, report, true, false));
        }
    }

    /** From the start to a report: that of each cab comes in its turn, once in an interval. */
    private Duration since(long report) {
        long rounds = report / settings.cabs();
        long turn = report % settings.cabs();
        return settings.interval()
                .multipliedBy(rounds)
                .plus(settings.interval().multipliedBy(turn).dividedBy(settings.cabs()));
    }

    /** The records of a cab come to the hub in the order in which they leave it. */
    private Instant send(int cab, Report report, boolean late) {
        Instant soon = now.plusMillis(random.nextInt(100, 1_500));
        Instant next = arrived.get(cab).plusMillis(1);
        Instant arrives = soon.isAfter(next) ? soon : next;
        arrived.set(cab, arrives);
        pending.add(new Pending(arrives, ++sent, devices.get(cab), report, false, late));
        return arrives;
    }

    private void sendKept(int cab) {
        Deque<Report> before = kept.get(cab);
        while (!before.isEmpty()) {
            send(cab, before.remove(), true);
        }
    }

    private void sendAllKept() {
        for (int cab = 0; cab < settings.cabs(); cab++) {
            sendKept(cab);
        }
    }
}
