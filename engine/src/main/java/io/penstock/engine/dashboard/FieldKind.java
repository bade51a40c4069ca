package io.penstock.engine.dashboard;

/** What can be drawn of the values of a field. */
public enum FieldKind {
    /** A point in time or a day. */
    TIME("a time"),
    NUMBER("a number"),
    /** A text that is equal to another one or not. */
    TEXT("a text"),
    /** True or false. */
    FLAG("a truth value"),
    /** An IP address. */
    ADDRESS("an address"),
    /** A text that is found by its words, and not counted. */
    WORDS("a text that is found by its words"),
    /** A place on the earth. */
    POINT("a point"),
    /** A list, a map, bytes: shown in tables only. */
    OTHER("of a kind that is not drawn");

    private final String noun;

    FieldKind(String noun) {
        this.noun = noun;
    }

    /** For messages. */
    String noun() {
        return noun;
    }

    /** Whether rows can be brought together by equal values, and found by them. */
    boolean tellsApart() {
        return this == TEXT || this == NUMBER || this == FLAG || this == ADDRESS;
    }
}
