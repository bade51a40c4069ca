package io.penstock.cli;

import io.penstock.local.Home;
import io.penstock.pipeline.Problem;
import io.penstock.pipeline.ProblemReport;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A command cannot do what it was asked for. The message is for the person who typed it: what, why, and the way out. */
public final class CommandException extends RuntimeException {

    private final int exitCode;
    private final @Nullable Path log;

    private CommandException(int exitCode, String message, @Nullable Throwable cause, @Nullable Path log) {
        super(message, cause);
        this.exitCode = exitCode;
        this.log = log;
    }

    /** The command was right and did not succeed. */
    public static CommandException failed(String message) {
        return new CommandException(ExitCodes.FAILED, message, null, null);
    }

    public static CommandException failed(String message, Throwable cause) {
        return new CommandException(ExitCodes.FAILED, message, cause, null);
    }

    /** As {@link #failed(String, Throwable)}, and a log file tells more. */
    public static CommandException failed(String message, @Nullable Throwable cause, Path log) {
        return new CommandException(ExitCodes.FAILED, message, cause, log);
    }

    /** The command or the file it names has to be written differently. */
    public static CommandException wrongUsage(String message) {
        return new CommandException(ExitCodes.WRONG_USAGE, message, null, null);
    }

    /** The pipeline file has problems; nothing was done. */
    public static CommandException invalid(String fileName, List<Problem> problems) {
        return wrongUsage(ProblemReport.text(fileName, problems).stripTrailing());
    }

    int exitCode() {
        return exitCode;
    }

    /** The file that tells more, such as {@link Home#log}. */
    Optional<Path> log() {
        return Optional.ofNullable(log);
    }
}
