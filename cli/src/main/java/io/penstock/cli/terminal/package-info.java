/**
 * What the commands print with: tables, figures, colours, the live line and JSON.
 *
 * <p>Nothing here knows a command. Text that came from data is made harmless before it reaches a terminal.
 */
@NullMarked
package io.penstock.cli.terminal;

import org.jspecify.annotations.NullMarked;
