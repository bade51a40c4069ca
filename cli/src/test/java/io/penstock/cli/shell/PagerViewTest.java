package io.penstock.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.cli.shell.PagerView.Move;
import org.junit.jupiter.api.Test;

class PagerViewTest {

    private final PagerView start = new PagerView(0, 100, 20);

    @Test
    void turnsPagesAndLines() {
        assertThat(start.after(Move.PAGE_DOWN).top()).isEqualTo(20);
        assertThat(start.after(Move.PAGE_DOWN).after(Move.LINE_UP).top()).isEqualTo(19);
        assertThat(start.after(Move.LINE_DOWN).after(Move.PAGE_UP).top()).isZero();
        assertThat(start.after(Move.END)).isEqualTo(new PagerView(80, 100, 20));
        assertThat(start.after(Move.END).atEnd()).isTrue();
        assertThat(start.after(Move.END).after(Move.START)).isEqualTo(start);
    }

    @Test
    void staysWithinTheText() {
        assertThat(start.after(Move.LINE_UP)).isEqualTo(start);
        assertThat(start.after(Move.END).after(Move.PAGE_DOWN).top()).isEqualTo(80);
        assertThat(new PagerView(0, 3, 20).after(Move.END)).isEqualTo(new PagerView(0, 3, 20));
        assertThat(new PagerView(0, 3, 20).bottom()).isEqualTo(3);
    }

    @Test
    void followsTheSizeOfTheScreen() {
        assertThat(start.after(Move.END).on(50)).isEqualTo(new PagerView(50, 100, 50));
    }
}
