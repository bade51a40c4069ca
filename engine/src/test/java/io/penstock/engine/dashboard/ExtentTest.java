package io.penstock.engine.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.engine.dashboard.PanelRequest.Bounds;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Round widths that cover what there is. */
class ExtentTest {

    @Test
    void takesTheShortestStretchOfTimeThatLeavesFewEnough() {
        assertThat(over(Duration.ofHours(1)).stretch(120)).isEqualTo(60_000);
        assertThat(over(Duration.ofDays(1)).stretch(120)).isEqualTo(1_800_000);
        assertThat(over(Duration.ofDays(30)).stretch(120))
                .isEqualTo(Duration.ofHours(12).toMillis());
        assertThat(over(Duration.ofDays(3_650)).stretch(120))
                .isEqualTo(Duration.ofDays(365).toMillis());
        assertThat(over(Duration.ZERO).stretch(120)).isEqualTo(1);
        assertThat(over(Duration.ofDays(3_650_000)).stretch(120))
                .isEqualTo(Duration.ofDays(3_650).toMillis());
    }

    private static Extent over(Duration length) {
        return new Extent(0, length.toMillis());
    }

    @Test
    void takesRoundWidths() {
        assertThat(new Extent(0, 95).width(20, false)).isEqualTo(5);
        assertThat(new Extent(0, 1).width(11, false)).isEqualTo(0.1);
        assertThat(new Extent(-1_000, 1_000).width(10, false)).isEqualTo(250);
        assertThat(new Extent(0, 3).width(20, true)).as("whole numbers").isEqualTo(1);
        assertThat(new Extent(0, 65).width(30, true)).as("as many in each").isEqualTo(5);
        assertThat(new Extent(0, 65).width(30, false)).isEqualTo(2.5);
        assertThat(new Extent(0, 6_500).width(30, true)).isEqualTo(250);
        assertThat(new Extent(7, 7).width(20, false)).as("one value").isEqualTo(1);
        assertThat(new Extent(-1e308, 1e308).width(20, false))
                .as("beyond numbers")
                .isEqualTo(1);
    }

    @Test
    void coversAPartOfTheEarthWithFewEnoughSquares() {
        assertThat(Tiles.zoom(new Bounds(-180, -90, 180, 90))).isEqualTo(5);
        assertThat(Tiles.zoom(new Bounds(0, 51, 1, 52))).isEqualTo(14);
        assertThat(Tiles.zoom(new Bounds(1, 1, 1, 1))).isEqualTo(18);
        assertThat(Tiles.sides("0/0/0")).isEqualTo(List.of(-180.0, -Tiles.LAST_LATITUDE, 180.0, Tiles.LAST_LATITUDE));
    }
}
