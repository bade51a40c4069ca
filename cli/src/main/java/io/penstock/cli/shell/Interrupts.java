package io.penstock.cli.shell;

import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.Terminal.SignalHandler;

/** Sends Ctrl-C somewhere while nobody reads the keyboard. */
record Interrupts(Terminal terminal, SignalHandler previous) implements AutoCloseable {

    static Interrupts to(Terminal terminal, Runnable action) {
        return new Interrupts(terminal, terminal.handle(Signal.INT, signal -> action.run()));
    }

    @Override
    public void close() {
        terminal.handle(Signal.INT, previous);
    }
}
