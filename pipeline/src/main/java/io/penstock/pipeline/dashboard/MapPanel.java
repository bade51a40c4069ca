package io.penstock.pipeline.dashboard;

import io.penstock.pipeline.Checked;
import io.penstock.pipeline.Inline;
import io.penstock.pipeline.Key;
import io.penstock.pipeline.Notation;
import io.penstock.pipeline.Problems;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Places on a map: points, a grid that is the darker the more, or areas. */
public record MapPanel(
        @Key(
                        value = "Places on a map; its title.",
                        name = "map",
                        example = "where trips begin",
                        notation = Notation.TEXT)
                String title,
        @Inline PanelSource source,
        @Key(
                        value = "The column that is a point: in an index a `geo-point`.",
                        example = "location",
                        unset = "`location` where the index has it, else `lat` and `lon`",
                        notation = Notation.COLUMN)
                @Nullable
                String at,
        @Key(
                        value = "The column that is a latitude, together with `lon`.",
                        example = "pickup_lat",
                        unset = "`lat` or `latitude`",
                        notation = Notation.COLUMN)
                @Nullable
                String lat,
        @Key(
                        value = "The column that is a longitude.",
                        example = "pickup_lon",
                        unset = "`lon`, `lng` or `longitude`",
                        notation = Notation.COLUMN)
                @Nullable
                String lon,
        @Key(
                        value =
                                "`points` shows rows, the newest first; `heat` a grid with what `y` says of the rows in each field.",
                        example = "heat",
                        defaultsTo = "points")
                Show show,
        @Key(
                        value =
                                "A GeoJSON file, seen from the folder of this file, whose areas are drawn, each with what `y` says of the rows"
                                        + " that have its key in column `by`.",
                        example = "areas.geojson",
                        unset = "places are drawn, no areas",
                        notation = Notation.FILE)
                @Nullable
                String areas,
        @Key(
                        value =
                                "The property of the areas that their key is; `id` may also be that of the feature itself.",
                        example = "zone",
                        defaultsTo = "id",
                        notation = Notation.TEXT)
                String key,
        @Key(value = Measure.TEXT, example = "avg(speed)", defaultsTo = "count", notation = Notation.MEASURE) Measure y,
        @Key(
                        value =
                                "With `areas`, the column with the key of an area; else the column by which points are coloured.",
                        example = "area",
                        unset = "points have one colour",
                        notation = Notation.COLUMN)
                @Nullable
                String by,
        @Key(
                        value = "Further columns that a point tells.",
                        example = "[cab, fare]",
                        unset = "none",
                        notation = Notation.COLUMN)
                List<String> columns,
        @Key(
                        value = "How many points, fields or areas there are at most.",
                        example = "200",
                        defaultsTo = "1000",
                        min = 1,
                        max = 10_000)
                int top)
        implements Panel, Checked {

    /** What is drawn where there are no areas. */
    public enum Show {
        /** Each row. */
        POINTS,
        /** A grid. */
        HEAT
    }

    public MapPanel {
        columns = List.copyOf(columns);
    }

    @Override
    public String kind() {
        return "map";
    }

    @Override
    public void check(Problems problems) {
        if ((lat == null) != (lon == null)) {
            problems.at(lat == null ? "lat" : "lon").add("is missing, a place has both", "add it, or leave both out");
        }
        if (at != null && lat != null) {
            problems.at("at").add("is there beside lat and lon", "leave at out, or the other two");
        }
        if (areas != null && by == null) {
            problems.at("by").add("is missing, the column with the key of an area", "add it, such as 'by: area'");
        }
        if (show == Show.HEAT && areas != null) {
            problems.at("show").add("is heat beside areas", "leave one of the two out");
        }
    }

    /** The same, with the areas' file seen from the folder of a pipeline's file. */
    MapPanel withAreas(@Nullable String place) {
        return new MapPanel(title, source, at, lat, lon, show, place, key, y, by, columns, top);
    }
}
