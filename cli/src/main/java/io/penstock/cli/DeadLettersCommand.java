package io.penstock.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.cli.runtime.RuntimeClient;
import io.penstock.cli.terminal.Figures;
import io.penstock.cli.terminal.Json;
import io.penstock.cli.terminal.Table;
import io.penstock.cli.terminal.Table.Column;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "dead-letters",
        description = "Look at the records that were refused, and send them through again.",
        synopsisSubcommandLabel = "COMMAND")
final class DeadLettersCommand implements Runnable {

    private static final int MOST_GROUPS = 10_000;
    private static final Duration LIMIT = Duration.ofMinutes(30); // a replay reads and writes whole tables

    @Spec
    private CommandSpec spec;

    static CommandLine create(Context context) {
        return new CommandLine(new DeadLettersCommand())
                .addSubcommand(new Summary(context))
                .addSubcommand(new ListAll(context))
                .addSubcommand(new Show(context))
                .addSubcommand(new Replay(context));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: summary, list, show or replay.");
    }

    /** Which dead letters are meant. */
    private static final class Filter {

        @Option(
                names = "--stage",
                paramLabel = "STAGE",
                description = "Those refused by decode, expectation, view or output.")
        private @Nullable String stage;

        @Option(names = "--rule", paramLabel = "RULE", description = "Those that broke this rule.")
        private @Nullable String rule;

        @Option(names = "--topic", paramLabel = "TOPIC", description = "Those of this topic.")
        private @Nullable String topic;

        @Option(names = "--partition", paramLabel = "N", description = "Those of this partition.")
        private @Nullable Integer partition;

        @Option(names = "--offset", paramLabel = "N", description = "That at this offset.")
        private @Nullable Long offset;

        private Map<String, Object> stated() {
            Map<String, @Nullable Object> all = new LinkedHashMap<>();
            all.put("stage", stage);
            all.put("rule", rule);
            all.put("topic", topic);
            all.put("partition", partition);
            all.put("offset", offset);
            all.values().removeIf(value -> value == null);
            return new LinkedHashMap<>(all);
        }

        String query() {
            return stated().entrySet().stream()
                    .map(entry -> "&" + entry.getKey() + "="
                            + RuntimeClient.segment(entry.getValue().toString()))
                    .collect(Collectors.joining());
        }

        ObjectNode body() {
            ObjectNode body = Json.object();
            stated().forEach((key, value) -> body.putPOJO(key, value));
            return body;
        }
    }

    private static String path(String name) {
        return PipelineStatus.path(name) + "/dead-letters";
    }

    @Command(name = "summary", description = "Count them by stage, rule and reason.")
    static final class Summary implements Callable<Integer> {

        private final Context context;

        @Parameters(paramLabel = "NAME", description = "Name of the pipeline.")
        private String name = "";

        @Mixin
        private final Filter filter = new Filter();

        @Mixin
        private final OutputOptions output = new OutputOptions();

        Summary(Context context) {
            this.context = context;
        }

        @Override
        public Integer call() {
            JsonNode groups = RuntimeClient.require(context.home())
                    .get(path(name) + "/summary?limit=" + MOST_GROUPS + filter.query(), LIMIT);
            if (output.json()) {
                context.out().println(Json.pretty(groups));
                return ExitCodes.DONE;
            }
            Table table = new Table(
                    Column.right("count"),
                    Column.left("stage"),
                    Column.left("rule"),
                    Column.left("reason").upTo(80),
                    Column.left("last"));
            DeadLetterGroup.alike(groups)
                    .forEach(group -> table.row(
                            Figures.count(group.count()), group.stage(), group.rule(), group.reason(), group.last()));
            printOrSayNone(table, context, name);
            if (groups.size() == MOST_GROUPS) {
                context.err().println("There are more; a filter such as --rule tells them apart.");
            }
            return ExitCodes.DONE;
        }
    }

    @Command(name = "list", description = "List them, the newest first.")
    static final class ListAll implements Callable<Integer> {

        private final Context context;

        @Parameters(paramLabel = "NAME", description = "Name of the pipeline.")
        private String name = "";

        @Option(names = "--limit", paramLabel = "N", defaultValue = "20", description = "At most so many (default 20).")
        private int limit;

        @Mixin
        private final Filter filter = new Filter();

        @Mixin
        private final OutputOptions output = new OutputOptions();

        ListAll(Context context) {
            this.context = context;
        }

        @Override
        public Integer call() {
            JsonNode letters =
                    RuntimeClient.require(context.home()).get(path(name) + "?limit=" + limit + filter.query(), LIMIT);
            if (output.json()) {
                context.out().println(Json.pretty(letters));
                return ExitCodes.DONE;
            }
            Table table = new Table(
                    Column.left("time"),
                    Column.left("record"),
                    Column.left("stage"),
                    Column.left("rule"),
                    Column.left("reason").upTo(80));
            letters.forEach(letter -> table.row(
                    letter.path("time").asText(),
                    DeadLetterText.place(letter),
                    letter.path("stage").asText(),
                    letter.path("rule").asText(),
                    letter.path("reason").asText()));
            printOrSayNone(table, context, name);
            if (!table.isEmpty()) {
                context.err().println("Look at one: penstock dead-letters show %s RECORD".formatted(name));
            }
            return ExitCodes.DONE;
        }
    }

    @Command(name = "show", description = "Show one record with its bytes; once for each output that refused it.")
    static final class Show implements Callable<Integer> {

        private final Context context;

        @Parameters(index = "0", paramLabel = "NAME", description = "Name of the pipeline.")
        private String name = "";

        @Parameters(
                index = "1",
                paramLabel = "RECORD",
                description = "Topic, partition and offset, as list prints them: blog-replay/0/17.")
        private String record = "";

        @Mixin
        private final OutputOptions output = new OutputOptions();

        Show(Context context) {
            this.context = context;
        }

        @Override
        public Integer call() {
            if (!record.matches("[^/]+/\\d+/\\d+")) {
                throw CommandException.wrongUsage(
                        "Cannot find a record, expected topic/partition/offset such as blog-replay/0/17: " + record);
            }
            JsonNode letters = RuntimeClient.require(context.home()).get(path(name) + "/" + record, LIMIT);
            if (letters.isEmpty()) {
                throw CommandException.failed("%s has no dead letter %s".formatted(name, record));
            }
            if (output.json()) {
                context.out().println(Json.pretty(letters));
                return ExitCodes.DONE;
            }
            for (JsonNode letter : letters) {
                DeadLetterText.print(letter, context.out());
            }
            return ExitCodes.DONE;
        }
    }

    @Command(
            name = "replay",
            description = "Send them through the pipeline again, once it has changed.",
            footer = {"", "What passes leaves the dead letters; replaying twice doubles no row."})
    static final class Replay implements Callable<Integer> {

        private final Context context;

        @Parameters(paramLabel = "NAME", description = "Name of the pipeline.")
        private String name = "";

        @Mixin
        private final Filter filter = new Filter();

        @Mixin
        private final OutputOptions output = new OutputOptions();

        Replay(Context context) {
            this.context = context;
        }

        @Override
        public Integer call() {
            JsonNode report = RuntimeClient.require(context.home()).post(path(name) + "/replay", filter.body(), LIMIT);
            if (output.json()) {
                context.out().println(Json.pretty(report));
                return ExitCodes.DONE;
            }
            context.out()
                    .println("%s replayed: %s stored (%s), %s filtered out, %s refused again."
                            .formatted(
                                    Figures.count(report.path("chosen").asLong(), "dead letter"),
                                    Figures.count(report.path("stored").asLong()),
                                    Figures.count(report.path("rows").asLong(), "row"),
                                    Figures.count(report.path("filtered").asLong()),
                                    Figures.count(report.path("still_dead").asLong())));
            return ExitCodes.DONE;
        }
    }

    private static void printOrSayNone(Table table, Context context, String name) {
        if (table.isEmpty()) {
            context.err().println("%s has no such dead letters.".formatted(name));
        } else {
            table.print(context.out(), context.styles());
        }
    }
}
