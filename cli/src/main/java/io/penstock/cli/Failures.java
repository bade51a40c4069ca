package io.penstock.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.cli.kafka.TopicException;
import io.penstock.cli.runtime.ApiException;
import io.penstock.cli.runtime.UnavailableException;
import io.penstock.cli.terminal.Text;
import io.penstock.local.LocalServiceException;
import io.penstock.pipeline.ProblemReport;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jline.utils.Levenshtein;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The one place that maps what went wrong to a message on stderr and an exit code. */
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {

    /** How picocli lists the values of an enum. */
    private static final Pattern CHOICE = Pattern.compile("(expected one of \\[.*]) \\(case-insensitive\\)");

    private static final int LETTERS_PER_SLIP = 3; // what is less like the word that was typed is no help

    /** What picocli puts before the message about a group of options. */
    private static final String PREFIX = "Error: ";

    /** How picocli says that a value is no number. */
    private static final Pattern NUMBER = Pattern.compile(": '(.*)' is not an? (int|long|double)$", Pattern.DOTALL);

    private final Context context;

    Failures(Context context) {
        this.context = context;
    }

    @Override
    public int handleParseException(ParameterException e, String[] args) {
        PrintStream err = context.err();
        err.println(context.styles().red(message(e)));
        if (e instanceof UnmatchedArgumentException unmatched) {
            unmatched.getSuggestions().stream()
                    .findFirst()
                    .filter(suggestion -> alike(unmatched.getUnmatched().get(0), suggestion))
                    .ifPresent(suggestion -> err.println("Did you mean '%s'?".formatted(suggestion)));
        }
        err.println("'%s --help' says more."
                .formatted(e.getCommandLine().getCommandSpec().qualifiedName()));
        return ExitCodes.WRONG_USAGE;
    }

    private static String message(ParameterException e) {
        boolean noCommand = e instanceof UnmatchedArgumentException unmatched
                && !unmatched.isUnknownOption()
                && !e.getCommandLine().getSubcommands().isEmpty();
        return noCommand
                ? "Unknown command: "
                        + ((UnmatchedArgumentException) e).getUnmatched().get(0)
                : plain(String.valueOf(e.getMessage()));
    }

    private static String plain(String message) {
        String text = message.startsWith(PREFIX) ? message.substring(PREFIX.length()) : message;
        text = CHOICE.matcher(text).replaceFirst(choice -> choice.group(1).toLowerCase(Locale.ROOT));
        return NUMBER.matcher(text)
                .replaceFirst(number -> Matcher.quoteReplacement(": expected a %s, but was '%s'"
                        .formatted(number.group(2).equals("double") ? "number" : "whole number", number.group(1))));
    }

    private static boolean alike(String typed, String suggestion) {
        return suggestion.startsWith(typed)
                || Levenshtein.distance(typed, suggestion) <= Math.max(1, typed.length() / LETTERS_PER_SLIP);
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
        return report(e);
    }

    private int report(Exception e) {
        if (e instanceof CommandException known) {
            tell(message(known), known.log(), known);
            return known.exitCode();
        }
        if (e instanceof LocalServiceException known) {
            tell(message(known), known.log(), known);
            return ExitCodes.FAILED;
        }
        if (e instanceof UnavailableException known) {
            tell(message(known), known.log(), known);
            return ExitCodes.FAILED;
        }
        if (e instanceof ApiException refused) {
            return report(refused);
        }
        if (e instanceof TopicException) {
            tell(message(e), Optional.empty(), e);
            return ExitCodes.FAILED;
        }
        if (e instanceof NoSuchFileException missing) {
            tell("Cannot read a file, there is none: %s".formatted(missing.getFile()), Optional.empty(), e);
            return ExitCodes.WRONG_USAGE;
        }
        if (e instanceof AccessDeniedException denied) {
            tell(
                    "Cannot use a file, it may not be read or written: %s".formatted(denied.getFile()),
                    Optional.empty(),
                    e);
            return ExitCodes.FAILED;
        }
        if (e instanceof IOException) {
            tell(
                    "Cannot read or write, %s: %s".formatted(e.getClass().getSimpleName(), e.getMessage()),
                    Optional.empty(),
                    e);
            return ExitCodes.FAILED;
        }
        tell("Something is wrong in Penstock itself: %s (--verbose shows where)".formatted(e), Optional.empty(), e);
        return ExitCodes.FAILED;
    }

    private int report(ApiException e) {
        if (e.invalid()) {
            String text = ProblemReport.text("The pipeline", PipelineFile.problems(e.problems()));
            tell(text.stripTrailing(), Optional.empty(), e);
            return ExitCodes.WRONG_USAGE;
        }
        StringBuilder text = new StringBuilder(message(e));
        for (JsonNode change : e.changes()) {
            if (!text.toString().contains(change.asText())) {
                text.append("%n  - %s".formatted(change.asText()));
            }
        }
        tell(text.toString(), e.log().map(Path::of), e);
        return ExitCodes.FAILED;
    }

    private static String message(Exception e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    private void tell(String message, Optional<Path> log, Exception e) {
        context.out().flush();
        List<String> lines = message.lines().map(Text::harmless).toList(); // it may quote data
        context.err().println(context.styles().red(lines.isEmpty() ? "" : lines.get(0)));
        lines.stream().skip(1).forEach(context.err()::println);
        log.ifPresent(file -> context.err().println("log: " + file));
        if (context.verbose()) {
            e.printStackTrace(context.err());
        }
    }
}
