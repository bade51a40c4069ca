/**
 * The SQL shell: {@code penstock sql} on a terminal.
 *
 * <p>Start at {@link SqlShell}. JLine edits the line ({@link ShellParser} tells it when a statement is whole, {@link
 * SqlCompleter} and {@link SqlColours} what to offer and to paint); {@link ShellCommand} is what was typed, {@link
 * ResultText} how a result fits the screen, {@link Pager} shows what does not. Its classes are loaded by the shell alone.
 * Whether a statement may run is decided by the runtime, never here.
 */
@NullMarked
package io.penstock.cli.shell;

import org.jspecify.annotations.NullMarked;
