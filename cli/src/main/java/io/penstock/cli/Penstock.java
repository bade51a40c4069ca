package io.penstock.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The command {@code penstock}. Stdout carries results, stderr everything else; exit codes are those of
 * {@link ExitCodes}.
 */
@Command(
        name = "penstock",
        versionProvider = Version.class,
        customSynopsis = "penstock COMMAND [OPTIONS]",
        header = {"Penstock brings event streams from Kafka to tables that can be queried and trusted.", ""})
public final class Penstock implements Runnable {

    private static final int MAX_HELP_COLUMNS = 120;

    @Spec
    private CommandSpec spec;

    private Penstock() {}

    public static void main(String[] args) {
        int code = run(Context.ofProcess(), args);
        System.exit(code);
    }

    /** Runs one command and returns its exit code. */
    static int run(Context context, String... args) {
        int code = commandLine(context, args).execute(args);
        context.out().flush();
        context.err().flush();
        return code;
    }

    /** The command line with all commands, for completion scripts and documents. */
    static CommandLine commandLine(Context context) {
        return commandLine(context, Arrays.asList(Commands.values()));
    }

    /** With the one command that is asked for; with all where it is none of them, so that picocli can suggest one. */
    private static CommandLine commandLine(Context context, String[] args) {
        List<String> words =
                Arrays.stream(args).filter(arg -> !arg.startsWith("-")).limit(1).toList();
        List<Commands> named = Arrays.stream(Commands.values())
                .filter(command -> words.contains(command.word()))
                .toList();
        return commandLine(context, words.isEmpty() || !named.isEmpty() ? named : Arrays.asList(Commands.values()));
    }

    private static CommandLine commandLine(Context context, List<Commands> commands) {
        CommandLine line = new CommandLine(new Penstock());
        addOptions(line.getCommandSpec(), context);
        commands.forEach(command -> line.addSubcommand(command.word(), command.create(context)));
        line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, help -> commandList(help.ansi()));
        Failures failures = new Failures(context);
        return line.setParameterExceptionHandler(failures)
                .setExecutionExceptionHandler(failures)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(context.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(context.err(), true, StandardCharsets.UTF_8))
                .setColorScheme(
                        CommandLine.Help.defaultColorScheme(context.styles().enabled() ? Ansi.ON : Ansi.OFF))
                .setUsageHelpWidth(Math.min(context.columns(), MAX_HELP_COLUMNS));
    }

    /** The options of all commands. */
    private static void addOptions(CommandSpec spec, Context context) {
        spec.addOption(OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .scopeType(ScopeType.INHERIT)
                .description("Show this text.")
                .build());
        spec.addOption(OptionSpec.builder("--verbose")
                .type(boolean.class)
                .scopeType(ScopeType.INHERIT)
                .description("Show stack traces, and what the libraries log.")
                .setter(new VerboseSetter(context))
                .build());
        spec.addOption(OptionSpec.builder("--version")
                .versionHelp(true)
                .description("Show the version.")
                .build());
    }

    private record VerboseSetter(Context context) implements ISetter {
        @Override
        public <T> T set(T value) {
            if (Boolean.TRUE.equals(value)) {
                context.beVerbose();
            }
            return value;
        }
    }

    private static String commandList(Ansi ansi) {
        int width = Arrays.stream(Commands.values())
                .mapToInt(command -> command.word().length())
                .max()
                .orElse(0);
        StringBuilder text = new StringBuilder();
        for (Commands.Group group : Commands.Group.values()) {
            text.append("%n%s%n".formatted(ansi.string("@|bold " + group.heading() + "|@")));
            for (Commands command : Commands.of(group)) {
                String word = " ".repeat(width - command.word().length());
                text.append("  %s%s  %s%n"
                        .formatted(ansi.string("@|yellow " + command.word() + "|@"), word, command.description()));
            }
        }
        return text.append("%npenstock COMMAND --help says more about one of them.%n".formatted())
                .toString();
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say which command.");
    }
}
