package io.penstock.cli.shell;

import io.penstock.cli.shell.PagerView.Move;
import io.penstock.cli.terminal.Figures;
import io.penstock.cli.terminal.Styles;
import io.penstock.cli.terminal.Text;
import java.util.Optional;
import org.jline.keymap.BindingReader;
import org.jline.keymap.KeyMap;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.utils.InfoCmp.Capability;

/** Shows a result that is longer than the screen, under its headings, with the keys of {@code less}. */
final class Pager {

    private static final String ERASE_REST = "\u001b[K";

    private final Screen screen;
    private final Styles styles;

    Pager(Screen screen, Styles styles) {
        this.screen = screen;
        this.styles = styles;
    }

    /** Returns when the reader has left; what was seen last stays on the screen. */
    void show(ResultText text) {
        Terminal terminal = screen.terminal();
        Attributes before = terminal.enterRawMode();
        screen.enterAlternate();
        PagerView view = new PagerView(0, text.lines().size(), height(text));
        try {
            view = read(text, view);
        } finally {
            screen.leaveAlternate();
            terminal.setAttributes(before);
        }
        text.headings().forEach(screen.out()::println);
        text.lines().subList(view.top(), view.bottom()).forEach(screen.out()::println);
    }

    private PagerView read(ResultText text, PagerView begin) {
        BindingReader keyboard = new BindingReader(screen.terminal().reader());
        KeyMap<Optional<Move>> keys = keys(screen.terminal());
        PagerView view = begin;
        while (true) {
            draw(text, view);
            Optional<Move> move = keyboard.readBinding(keys);
            if (move == null || move.isEmpty()) {
                return view;
            }
            view = view.on(height(text)).after(move.get());
        }
    }

    private int height(ResultText text) {
        return Math.max(1, screen.rows() - text.headings().size() - 1);
    }

    private void draw(ResultText text, PagerView view) {
        StringBuilder frame = new StringBuilder();
        text.headings().forEach(line -> frame.append(line).append(ERASE_REST).append('\n'));
        for (int line = view.top(); line < view.top() + view.height(); line++) {
            frame.append(line < view.lines() ? text.lines().get(line) : "")
                    .append(ERASE_REST)
                    .append('\n');
        }
        String place = "lines %s-%s of %s%s; q leaves, space and b turn pages, arrows, g, G"
                .formatted(
                        Figures.count(view.top() + 1),
                        Figures.count(view.bottom()),
                        Figures.count(view.lines()),
                        view.atEnd() ? " (end)" : "");
        screen.redraw(frame + styles.dim(Text.cut(place, screen.columns() - 1)) + ERASE_REST);
    }

    /** Nothing is what leaves. */
    private static KeyMap<Optional<Move>> keys(Terminal terminal) {
        KeyMap<Optional<Move>> keys = new KeyMap<>();
        keys.bind(Optional.empty(), "q", "Q", KeyMap.ctrl('C'), KeyMap.ctrl('D'));
        bind(keys, terminal, Move.LINE_DOWN, Capability.key_down, "j", "\r", "\n", "\u001b[B");
        bind(keys, terminal, Move.LINE_UP, Capability.key_up, "k", "\u001b[A");
        bind(keys, terminal, Move.PAGE_DOWN, Capability.key_npage, " ", "f", KeyMap.ctrl('F'), "\u001b[6~");
        bind(keys, terminal, Move.PAGE_UP, Capability.key_ppage, "b", KeyMap.ctrl('B'), "\u001b[5~");
        bind(keys, terminal, Move.START, Capability.key_home, "g", "<", "\u001b[H", "\u001b[1~");
        bind(keys, terminal, Move.END, Capability.key_end, "G", ">", "\u001b[F", "\u001b[4~");
        return keys;
    }

    private static void bind(
            KeyMap<Optional<Move>> keys, Terminal terminal, Move move, Capability key, String... more) {
        keys.bind(Optional.of(move), more);
        String sequence = KeyMap.key(terminal, key);
        if (sequence != null) {
            keys.bind(Optional.of(move), sequence);
        }
    }
}
