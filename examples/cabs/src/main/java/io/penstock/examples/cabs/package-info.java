/** Processors of the cabs example: places in their order, and the trips of passengers. */
@NullMarked
package io.penstock.examples.cabs;

import org.jspecify.annotations.NullMarked;
