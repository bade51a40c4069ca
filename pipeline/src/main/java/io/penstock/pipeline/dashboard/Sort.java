package io.penstock.pipeline.dashboard;

/** The order of rows: by a column, the smallest first or the largest. */
public record Sort(String column, boolean descending) {

    private static final String DESCENDING = " desc";
    private static final String ASCENDING = " asc";

    /** Reads {@code at}, {@code at asc} or {@code at desc}. */
    public static Sort parse(String text) {
        if (text.endsWith(DESCENDING)) {
            return new Sort(
                    text.substring(0, text.length() - DESCENDING.length()).strip(), true);
        }
        boolean said = text.endsWith(ASCENDING);
        return new Sort(
                said ? text.substring(0, text.length() - ASCENDING.length()).strip() : text, false);
    }

    /** As it is written in the file. */
    @Override
    public String toString() {
        return descending ? column + DESCENDING : column;
    }
}
