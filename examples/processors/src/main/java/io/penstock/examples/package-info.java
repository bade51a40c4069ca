/** Processors of the examples: fraud, sessions and products that are looked at together. */
@NullMarked
package io.penstock.examples;

import org.jspecify.annotations.NullMarked;
