/** Tests of what a user types: the launcher, and the commands that start and stop processes. */
@NullMarked
package io.penstock.dist;

import org.jspecify.annotations.NullMarked;
