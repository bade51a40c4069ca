package io.penstock.pipeline;

import java.util.Locale;

/** How a column can be indexed in another way than by its type. */
public enum IndexField {
    TEXT,
    KEYWORD,
    IP,
    DATE_NANOS,
    GEO_POINT;

    /** OpenSearch's name of the field type. */
    public String type() {
        return name().toLowerCase(Locale.ROOT);
    }
}
