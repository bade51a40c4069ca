package io.penstock.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.cli.runtime.RuntimeClient;
import io.penstock.cli.terminal.Json;
import io.penstock.cli.terminal.Table;
import io.penstock.cli.terminal.Table.Column;
import java.io.ByteArrayOutputStream;
import java.io.Console;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "users",
        description = "Add, list and remove users of the web console.",
        synopsisSubcommandLabel = "COMMAND")
final class UsersCommand implements Runnable {

    private static final String PATH = "/api/users";

    @Spec
    private CommandSpec spec;

    static CommandLine create(Context context) {
        return new CommandLine(new UsersCommand())
                .addSubcommand(new Add(context))
                .addSubcommand(new ListAll(context))
                .addSubcommand(new Remove(context));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: add, list or remove.");
    }

    @Command(
            name = "add",
            description =
                    "Add a user, or give one another role and password; whoever is signed in as that user is signed out.",
            footer = {
                "",
                "The password is asked for, or is the first line of standard input:",
                "  penstock users add ann --role viewer < password.txt"
            })
    static final class Add implements Callable<Integer> {

        private static final int LONGEST_LINE = 10_000;

        private final Context context;

        @Parameters(paramLabel = "NAME", description = "The name to sign in with.")
        private String name = "";

        @Option(
                names = "--role",
                paramLabel = "viewer|editor",
                required = true,
                description = "A viewer looks and queries; an editor also starts, stops and replays.")
        private String role = "";

        Add(Context context) {
            this.context = context;
        }

        @Override
        public Integer call() {
            RuntimeClient client = RuntimeClient.require(context.home());
            JsonNode body = Json.object().put("name", name).put("role", role).put("password", password());
            JsonNode added = client.post(PATH, body);
            context.err()
                    .println("%s may sign in as %s."
                            .formatted(
                                    added.path("name").asText(),
                                    added.path("role").asText()));
            return ExitCodes.DONE;
        }

        private String password() {
            Console console = context.terminal() ? System.console() : null;
            return console == null ? firstLine() : asked(console);
        }

        private String asked(Console console) {
            char[] password = console.readPassword("Password of %s: ", name);
            char[] again = console.readPassword("Again: ");
            if (password == null || !Arrays.equals(password, again)) {
                throw CommandException.failed("Cannot add user %s, the passwords differ".formatted(name));
            }
            return new String(password);
        }

        private String firstLine() {
            try {
                ByteArrayOutputStream line = new ByteArrayOutputStream();
                for (int b = context.in().read();
                        b >= 0 && b != '\n' && line.size() < LONGEST_LINE;
                        b = context.in().read()) {
                    line.write(b);
                }
                return line.toString(StandardCharsets.UTF_8).replaceFirst("\r$", "");
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot read the password, " + e.getMessage(), e);
            }
        }
    }

    @Command(name = "list", description = "List the users and their roles.")
    static final class ListAll implements Callable<Integer> {

        private final Context context;

        @Mixin
        private final OutputOptions output = new OutputOptions();

        ListAll(Context context) {
            this.context = context;
        }

        @Override
        public Integer call() {
            JsonNode users = RuntimeClient.require(context.home()).get(PATH);
            if (output.json()) {
                context.out().println(Json.pretty(users));
            } else if (users.isEmpty()) {
                context.err().println("There is no user. Add one with: penstock users add NAME --role viewer");
            } else {
                Table table = new Table(Column.left("name"), Column.left("role"));
                users.forEach(user ->
                        table.row(user.path("name").asText(), user.path("role").asText()));
                table.print(context.out(), context.styles());
            }
            return ExitCodes.DONE;
        }
    }

    @Command(name = "remove", description = "Remove a user; whoever is signed in as that user is signed out.")
    static final class Remove implements Callable<Integer> {

        private final Context context;

        @Parameters(paramLabel = "NAME", description = "Name of the user.")
        private String name = "";

        Remove(Context context) {
            this.context = context;
        }

        @Override
        public Integer call() {
            RuntimeClient.require(context.home()).delete(PATH + "/" + RuntimeClient.segment(name));
            context.err().println("%s may sign in no more.".formatted(name));
            return ExitCodes.DONE;
        }
    }
}
