package io.penstock.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.cli.kafka.Topics;
import io.penstock.cli.terminal.Figures;
import io.penstock.cli.terminal.Json;
import io.penstock.cli.terminal.Table;
import io.penstock.cli.terminal.Table.Column;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "topics", description = "Create, list and describe Kafka topics.", synopsisSubcommandLabel = "COMMAND")
final class TopicsCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    static CommandLine create(Context context) {
        return new CommandLine(new TopicsCommand())
                .addSubcommand(new Create(context))
                .addSubcommand(new ListAll(context))
                .addSubcommand(new Describe(context));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: create, list or describe.");
    }

    @Command(name = "create", description = "Create a topic.")
    static final class Create implements Callable<Integer> {

        private final Context context;

        @Parameters(paramLabel = "TOPIC", description = "Its name.")
        private String name = "";

        @Option(
                names = "--partitions",
                paramLabel = "N",
                defaultValue = "1",
                description = "How many partitions it has (default 1). They are read side by side.")
        private int partitions;

        @Option(
                names = "--config",
                paramLabel = "KEY=VALUE",
                description = "A setting of the topic, such as retention.ms=3600000.")
        private Map<String, String> settings = new LinkedHashMap<>();

        @Mixin
        private final KafkaOptions kafka = new KafkaOptions();

        Create(Context context) {
            this.context = context;
        }

        @Override
        public Integer call() {
            if (partitions < 1) {
                throw CommandException.wrongUsage(
                        "Cannot create topic %s, expected --partitions of 1 or more: %d".formatted(name, partitions));
            }
            try (Topics topics = Topics.connect(kafka.connect(context))) {
                topics.create(name, partitions, settings);
            }
            context.err().println("Created topic %s with %s".formatted(name, Figures.count(partitions, "partition")));
            return ExitCodes.DONE;
        }
    }

    @Command(name = "list", description = "List the topics.")
    static final class ListAll implements Callable<Integer> {

        private final Context context;

        @Mixin
        private final KafkaOptions kafka = new KafkaOptions();

        @Mixin
        private final OutputOptions output = new OutputOptions();

        ListAll(Context context) {
            this.context = context;
        }

        @Override
        public Integer call() {
            List<Topics.Topic> found;
            try (Topics topics = Topics.connect(kafka.connect(context))) {
                found = topics.list();
            }
            if (output.json()) {
                ArrayNode json = Json.array();
                found.forEach(topic -> json.addObject()
                        .put("name", topic.name())
                        .put("partitions", topic.partitions())
                        .put("replicas", topic.replicas())
                        .put("offsets", topic.offsets()));
                context.out().println(Json.pretty(json));
                return ExitCodes.DONE;
            }
            Table table = new Table(
                    Column.left("topic"),
                    Column.right("partitions"),
                    Column.right("replicas"),
                    Column.right("offsets"));
            found.forEach(topic -> table.row(
                    topic.name(),
                    Figures.count(topic.partitions()),
                    Figures.count(topic.replicas()),
                    Figures.count(topic.offsets())));
            table.print(context.out(), context.styles());
            return ExitCodes.DONE;
        }
    }

    @Command(name = "describe", description = "Show the partitions and settings of a topic.")
    static final class Describe implements Callable<Integer> {

        private final Context context;

        @Parameters(paramLabel = "TOPIC", description = "Its name.")
        private String name = "";

        @Mixin
        private final KafkaOptions kafka = new KafkaOptions();

        @Mixin
        private final OutputOptions output = new OutputOptions();

        Describe(Context context) {
            this.context = context;
        }

        @Override
        public Integer call() {
            Topics.Description topic;
            try (Topics topics = Topics.connect(kafka.connect(context))) {
                topic = topics.describe(name);
            }
            if (output.json()) {
                context.out().println(Json.pretty(json(topic)));
            } else {
                print(topic);
            }
            return ExitCodes.DONE;
        }

        private void print(Topics.Description topic) {
            context.out().println("%s  id %s".formatted(context.styles().bold(topic.name()), topic.id()));
            topic.settings().forEach((key, value) -> context.out().println("  %s = %s".formatted(key, value)));
            context.out().println();
            Table table = new Table(
                    Column.right("partition"),
                    Column.right("leader"),
                    Column.right("replicas"),
                    Column.right("in sync"),
                    Column.right("first offset"),
                    Column.right("next offset"));
            topic.partitions()
                    .forEach(partition -> table.row(
                            Integer.toString(partition.number()),
                            partition.leader(),
                            Integer.toString(partition.replicas()),
                            Integer.toString(partition.inSync()),
                            Figures.count(partition.first()),
                            Figures.count(partition.next())));
            table.print(context.out(), context.styles());
        }

        private static ObjectNode json(Topics.Description topic) {
            ObjectNode json = Json.object().put("name", topic.name()).put("id", topic.id());
            ArrayNode partitions = json.putArray("partitions");
            topic.partitions().forEach(partition -> partitions
                    .addObject()
                    .put("partition", partition.number())
                    .put("leader", partition.leader())
                    .put("replicas", partition.replicas())
                    .put("in_sync", partition.inSync())
                    .put("first_offset", partition.first())
                    .put("next_offset", partition.next()));
            ObjectNode settings = json.putObject("settings");
            topic.settings().forEach(settings::put);
            return json;
        }
    }
}
