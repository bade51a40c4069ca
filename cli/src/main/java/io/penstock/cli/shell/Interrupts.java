package io.penstock.cli.shell;

import java.util.EnumSet;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.Terminal.SignalHandler;

/** Sends Ctrl-C somewhere while nobody reads the keyboard, and keeps what is typed meanwhile off the screen. */
final class Interrupts implements AutoCloseable {

    private final Terminal terminal;
    private final Attributes attributes;
    private final SignalHandler previous;

    private Interrupts(Terminal terminal, Attributes attributes, SignalHandler previous) {
        this.terminal = terminal;
        this.attributes = attributes;
        this.previous = previous;
    }

    static Interrupts to(Terminal terminal, Runnable action) {
        SignalHandler previous = terminal.handle(Signal.INT, signal -> action.run());
        Attributes before = terminal.getAttributes();
        Attributes quiet = new Attributes(before);
        quiet.setLocalFlags(EnumSet.of(LocalFlag.ICANON, LocalFlag.ECHO), false); // and ISIG stays, unlike in raw mode
        terminal.setAttributes(quiet);
        return new Interrupts(terminal, before, previous);
    }

    @Override
    public void close() {
        terminal.setAttributes(attributes);
        terminal.handle(Signal.INT, previous);
    }
}
