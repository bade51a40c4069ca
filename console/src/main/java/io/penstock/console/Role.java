package io.penstock.console;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What somebody may do; each may do all that those before it may. */
enum Role {
    /** Looks, and asks with SQL that only reads. */
    VIEWER,
    /** Also applies, starts, stops, replays and resets. */
    EDITOR,
    /** Who knows the token of the home folder: also users, links to sign in, and the end of the process. */
    OWNER;

    boolean includes(Role other) {
        return compareTo(other) >= 0;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The role of a user's, by its word; nobody is given that of the owner. */
    static Optional<Role> ofUser(String word) {
        return Arrays.stream(values())
                .filter(role -> role != OWNER && role.word().equals(word))
                .findFirst();
    }
}
