package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.engine.ViewRecount.Found;
import io.penstock.pipeline.Pipeline;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Random events through the pipeline of {@link Visits}, with random lengths of windows, sessions, bounds and batches, run in random
 * portions: what its views have written is what {@link ViewRecount} computes, after each portion, and what {@code verify} computes.
 *
 * <p>{@code -Dpenstock.random-seconds=3600} goes on for so long, {@code -Dpenstock.seed=…} repeats one seed.
 */
@ExtendWith(TestStack.Extension.class)
class RandomViewIT {

    private static final long SECONDS = Long.getLong("penstock.random-seconds", 60);
    private static final long START_MILLIS = 1_700_000_040_000L;
    private static final long FAR_MILLIS = START_MILLIS + Duration.ofDays(365).toMillis();

    @Test
    void writesWhatTheModelAndTheAuditCompute(TestStack stack) {
        Long only = Long.getLong("penstock.seed");
        long first = only == null ? System.nanoTime() : only;
        long deadline = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
        DroppedRows dropped = DroppedRows.in(stack.engine().newSession());
        int seeds = 0;
        long records = 0;
        long late = 0;
        do {
            long seed = first + seeds;
            try {
                Found found = new Stream(seed, stack).run();
                records += found.good() + found.dead();
                late += found.late();
                assertThat(dropped.rows()).isZero();
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("Repeat it with -Dpenstock.seed=" + seed + ": " + e.getMessage(), e);
            }
            seeds++;
        } while (only == null && System.nanoTime() < deadline);
        System.out.println("random views: %d seeds from -Dpenstock.seed=%d, %d records, %d late rows"
                .formatted(seeds, first, records, late));
        assertThat(dropped.reports()).isPositive();
    }

    /** One random stream. */
    private static final class Stream {

        private static final int MOST_BATCHES = 3; // of a run: each costs the most of a second, whatever is in it
        private static final int PORTIONS = 2;
        private static final long[] LENGTHS = {1_000, 5_000, 10_000, 60_000};

        private final Random random;
        private final TestStack stack;
        private final int partitions;
        private final Visits shape;
        private final int pace;
        private final int visitors;
        private final int refs;
        private final long disorder;
        private final int oneInMany;
        private final TestTopic pages;
        private final TestTopic purchases;
        private long now = START_MILLIS;
        private long newest = START_MILLIS; // of the pages
        private long mark = START_MILLIS; // newest of the portions before
        private long id;

        Stream(long seed, TestStack stack) {
            this.random = new Random(seed);
            this.stack = stack;
            this.partitions = 1 + random.nextInt(3);
            long length = LENGTHS[random.nextInt(LENGTHS.length)];
            this.shape = new Visits(
                    "random" + Long.toHexString(seed) + "n" + Long.toHexString(System.nanoTime()),
                    0,
                    "available-now",
                    random.nextInt(4) == 0 ? 0 : LENGTHS[random.nextInt(3)],
                    length,
                    random.nextBoolean() ? length : length / (1 + random.nextInt(5)),
                    LENGTHS[random.nextInt(2)],
                    random.nextInt(4) * 1_500L);
            this.pace = 1 + random.nextInt(2_000);
            this.visitors = 1 + random.nextInt(60);
            this.refs = 1 + random.nextInt(600);
            this.disorder = 1 + random.nextLong(12_000);
            this.oneInMany = 5 + random.nextInt(30);
            this.pages = stack.topic(shape.pages(), partitions);
            this.purchases = stack.topic(shape.purchases(), partitions);
        }

        Found run() {
            for (int portion = 1; portion <= PORTIONS; portion++) {
                int countOfPages = 1 + random.nextInt(1_500);
                int countOfPurchases = random.nextInt(1_000);
                mark = newest;
                send(countOfPages, countOfPurchases);
                if (portion == PORTIONS) {
                    sendFarAhead(FAR_MILLIS);
                }
                int limit = 1 + Math.max(countOfPages, countOfPurchases) / (1 + random.nextInt(MOST_BATCHES));
                if (random.nextBoolean()) {
                    breakOff(limited(1 + limit / 2));
                }
                Visits visits = limited(limit);
                stack.runToEnd(TestStack.pipeline(visits.yaml()));
                ViewRecount.assertAllIsAsItShouldBe(stack, visits, partitions);
            }
            return end();
        }

        /** Stops a run somewhere: some queries have done nothing then, some have planned a batch that the next run begins with. */
        private void breakOff(Visits visits) {
            CountDownLatch batches =
                    new CountDownLatch(random.nextInt(5)); // there are five queries with something to do
            RunListener listener = new RunListener() {

                @Override
                public void batchCommitted(BatchReport batch) {
                    batches.countDown();
                }
            };
            try (Run run = stack.engine().start(TestStack.pipeline(visits.yaml()), listener)) {
                assertThat(batches.await(TestStack.LIMIT.toSeconds(), TimeUnit.SECONDS))
                        .as("batches of %s", run.status())
                        .isTrue();
                run.stop(TestStack.LIMIT);
                assertThat(run.status().error()).isNull();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        /** Closes what is open, all but the last records themselves. */
        private Found end() {
            Visits visits = limited(1_000);
            Pipeline pipeline = TestStack.pipeline(visits.yaml());
            long closed = FAR_MILLIS - visits.delayMillis();
            Found found;
            int runs = 0;
            do { // a join's watermark waits for both sources again after a run was broken off
                sendFarAhead(FAR_MILLIS + ++runs);
                stack.runToEnd(pipeline);
                found = ViewRecount.assertAllIsAsItShouldBe(stack, visits, partitions);
            } while (found.watermark() < closed && runs < 2);
            assertThat(found.watermark()).isGreaterThanOrEqualTo(closed);
            VerifyReport report = stack.verified(pipeline);
            assertThat(report.notes()).hasSize(4).allMatch(note -> note.endsWith("computed a second time"));
            return found;
        }

        private void sendFarAhead(long at) {
            pages.send(List.of(Visits.page(0, at, "last", "/last", -1)));
            purchases.send(List.of(Visits.purchase(0, at, -2)));
        }

        private Visits limited(int maxRecordsPerBatch) {
            return new Visits(
                    shape.name(),
                    maxRecordsPerBatch,
                    shape.trigger(),
                    shape.delayMillis(),
                    shape.windowMillis(),
                    shape.slideMillis(),
                    shape.gapMillis(),
                    shape.boundMillis());
        }

        private void send(int countOfPages, int countOfPurchases) {
            List<byte @Nullable []> some = new ArrayList<>();
            List<byte @Nullable []> others = new ArrayList<>();
            for (int i = 0; i < Math.max(countOfPages, countOfPurchases); i++) {
                now += random.nextInt(1 + random.nextInt(pace));
                if (i < countOfPages) {
                    some.add(bytes(page(), some));
                }
                if (i < countOfPurchases) {
                    others.add(bytes(purchase(), others));
                }
            }
            pages.sendBytes(some);
            purchases.sendBytes(others);
        }

        private @Nullable String page() {
            String ref = String.valueOf(random.nextInt(refs));
            String at = at();
            String good = "%d,%s,v%d,/%d,%s".formatted(id++, at, random.nextInt(visitors), random.nextInt(3), ref);
            return switch (random.nextInt(oneInMany)) {
                case 0 -> broken(good);
                case 1 -> good.replaceFirst("/[0-9]", random.nextBoolean() ? Visits.BLOCKED : Visits.PROBE);
                default -> {
                    newest = at.isEmpty() ? newest : Math.max(newest, Long.parseLong(at));
                    yield good;
                }
            };
        }

        private @Nullable String purchase() {
            String good = Visits.purchase(id++, at(), random.nextInt(refs));
            return random.nextInt(oneInMany) == 0 ? broken(good) : good;
        }

        private @Nullable String broken(String good) {
            return switch (random.nextInt(3)) {
                case 0 -> null;
                case 1 -> good + ",";
                default -> "n" + good;
            };
        }

        /** About now; or on an edge, where the watermark is or was, behind it, long ago, or nothing. */
        private String at() {
            long delay = shape.delayMillis();
            long at = now - random.nextLong(disorder);
            return switch (random.nextInt(oneInMany)) {
                case 0 -> "";
                case 1 -> String.valueOf(at - at % shape.slideMillis());
                case 2 -> String.valueOf(at - at % shape.slideMillis() - 1);
                case 3 -> String.valueOf(mark - delay);
                case 4 -> String.valueOf(mark - delay + random.nextInt(3) - 1);
                case 5 -> String.valueOf(START_MILLIS - random.nextInt(100_000));
                case 6 -> String.valueOf(now - random.nextLong(1 + 5 * disorder));
                default -> String.valueOf(at);
            };
        }

        /** Some come twice. */
        private byte @Nullable [] bytes(@Nullable String text, List<byte @Nullable []> before) {
            if (!before.isEmpty() && random.nextInt(oneInMany) == 0) {
                return before.get(random.nextInt(before.size()));
            }
            return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
        }
    }
}
