/**
 * Contenders on Apache Flink: start at {@link io.penstock.bench.flink.FlinkContender}.
 *
 * <p>Tuned in good faith: object reuse, source and writer chained into one task per partition, records taken apart straight
 * from their bytes, and exactly-once checkpoints no more often than the other contenders commit.
 */
@NullMarked
package io.penstock.bench.flink;

import org.jspecify.annotations.NullMarked;
