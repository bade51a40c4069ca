package io.penstock.cli;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Command;

/**
 * All commands in the order of the help text.
 *
 * <p>What a command needs is made when it is typed and not before: the help text reads names and descriptions from the
 * annotations alone.
 */
enum Commands {
    DEMO(Group.START, DemoCommand.class, DemoCommand::new),
    UP(Group.STACK, UpCommand.class, UpCommand::new),
    DOWN(Group.STACK, DownCommand.class, DownCommand::new),
    STATUS(Group.STACK, StatusCommand.class, StatusCommand::new),
    INIT(Group.START, InitCommand.class, InitCommand::new),
    PRODUCE(Group.DATA, ProduceCommand.class, ProduceCommand::new),
    TOPICS(Group.DATA, TopicsCommand.class, TopicsCommand::create),
    COMPLETION(Group.SHELL, CompletionCommand.class, CompletionCommand::new);

    /** A heading of the help text. */
    enum Group {
        START("Start here"),
        STACK("The local stack"),
        PIPELINES("Pipelines"),
        PROOF("Proof"),
        DATA("Data"),
        SHELL("The shell");

        private final String heading;

        Group(String heading) {
            this.heading = heading;
        }

        String heading() {
            return heading;
        }
    }

    private final Group group;
    private final Class<?> type;
    private final Function<Context, Object> create;

    Commands(Group group, Class<?> type, Function<Context, Object> create) {
        this.group = group;
        this.type = type;
        this.create = create;
    }

    static List<Commands> of(Group group) {
        return Arrays.stream(values()).filter(command -> command.group == group).toList();
    }

    /** The word that is typed. */
    String word() {
        return annotation().name();
    }

    String description() {
        return annotation().description()[0];
    }

    Object create(Context context) {
        return create.apply(context);
    }

    private Command annotation() {
        return type.getAnnotation(Command.class);
    }
}
