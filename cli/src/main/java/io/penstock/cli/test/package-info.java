/** Test files: where they are, how they reach the runtime, and how what came of them is told. */
@NullMarked
package io.penstock.cli.test;

import org.jspecify.annotations.NullMarked;
