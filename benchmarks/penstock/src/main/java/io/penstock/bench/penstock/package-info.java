/** Penstock as a contender: {@link io.penstock.bench.penstock.PenstockMain} runs a pipeline file as the runtime does. */
@NullMarked
package io.penstock.bench.penstock;

import org.jspecify.annotations.NullMarked;
