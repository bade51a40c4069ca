package io.penstock.cli;

/** The exit codes of all commands. They are API: scripts depend on them. */
public final class ExitCodes {

    public static final int DONE = 0;
    public static final int FAILED = 1;
    /** Wrong usage, or a pipeline file with problems. */
    public static final int WRONG_USAGE = 2;
    /** A check did not hold, such as {@code verify}. */
    public static final int CHECK_FAILED = 3;

    private ExitCodes() {}
}
