/**
 * What the command {@code sql} needs: statements out of a script, and rows as table, CSV or JSON while they arrive.
 *
 * <p>Start at {@link RowWriter}. Whether a statement may run is decided by the runtime, never here.
 */
@NullMarked
package io.penstock.cli.sql;

import org.jspecify.annotations.NullMarked;
