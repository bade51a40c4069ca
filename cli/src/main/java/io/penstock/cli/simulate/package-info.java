/**
 * Simulated devices: {@link io.penstock.cli.simulate.CabSimulator} drives cabs through a city and gives the records that they send, and
 * {@link io.penstock.cli.simulate.Truth} says how many there are of each kind.
 */
@NullMarked
package io.penstock.cli.simulate;

import org.jspecify.annotations.NullMarked;
