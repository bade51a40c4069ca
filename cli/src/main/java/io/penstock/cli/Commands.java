package io.penstock.cli;

import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Command;

/**
 * All commands in the order of the help text.
 *
 * <p>What a command needs is made when it is typed and not before: the help text reads names and descriptions from the
 * annotations alone.
 */
enum Commands {
    DEMO(Group.START, DemoCommand.class),
    UP(Group.STACK, UpCommand.class),
    DOWN(Group.STACK, DownCommand.class),
    STATUS(Group.STACK, StatusCommand.class),
    CONSOLE(Group.STACK, ConsoleCommand.class),
    USERS(Group.STACK, UsersCommand.class),
    INIT(Group.START, InitCommand.class),
    VALIDATE(Group.PIPELINES, ValidateCommand.class),
    TEST(Group.PIPELINES, TestCommand.class),
    RECORD(Group.PIPELINES, RecordCommand.class),
    RUN(Group.PIPELINES, RunCommand.class),
    APPLY(Group.PIPELINES, ApplyCommand.class),
    PIPELINES(Group.PIPELINES, PipelinesCommand.class),
    START(Group.PIPELINES, StartCommand.class),
    STOP(Group.PIPELINES, StopCommand.class),
    RESET(Group.PIPELINES, ResetCommand.class),
    REINDEX(Group.PIPELINES, ReindexCommand.class),
    SUBMIT(Group.CLUSTER, SubmitCommand.class),
    PACKAGE(Group.CLUSTER, PackageCommand.class),
    VERIFY(Group.PROOF, VerifyCommand.class),
    DEAD_LETTERS(Group.PROOF, DeadLettersCommand.class),
    SQL(Group.DATA, SqlCommand.class),
    DASHBOARD(Group.DATA, DashboardCommand.class),
    PRODUCE(Group.DATA, ProduceCommand.class),
    TOPICS(Group.DATA, TopicsCommand.class),
    COMPLETION(Group.SHELL, CompletionCommand.class);

    /** A heading of the help text. */
    enum Group {
        START("Start here"),
        STACK("The local stack"),
        PIPELINES("Pipelines"),
        CLUSTER("A cluster"),
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

    Commands(Group group, Class<?> type) {
        this.group = group;
        this.type = type;
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

    /** The command, or picocli's form of one that has commands of its own. */
    Object create(Context context) {
        return switch (this) {
            case DEMO -> new DemoCommand(context);
            case UP -> new UpCommand(context);
            case DOWN -> new DownCommand(context);
            case STATUS -> new StatusCommand(context);
            case CONSOLE -> new ConsoleCommand(context);
            case USERS -> UsersCommand.create(context);
            case INIT -> new InitCommand(context);
            case VALIDATE -> new ValidateCommand(context);
            case TEST -> new TestCommand(context);
            case RECORD -> new RecordCommand(context);
            case RUN -> new RunCommand(context);
            case APPLY -> new ApplyCommand(context);
            case PIPELINES -> new PipelinesCommand(context);
            case START -> new StartCommand(context);
            case STOP -> new StopCommand(context);
            case RESET -> new ResetCommand(context);
            case REINDEX -> new ReindexCommand(context);
            case SUBMIT -> new SubmitCommand(context);
            case PACKAGE -> new PackageCommand(context);
            case VERIFY -> new VerifyCommand(context);
            case DEAD_LETTERS -> DeadLettersCommand.create(context);
            case SQL -> new SqlCommand(context);
            case DASHBOARD -> DashboardCommand.create(context);
            case PRODUCE -> new ProduceCommand(context);
            case TOPICS -> TopicsCommand.create(context);
            case COMPLETION -> new CompletionCommand(context);
        };
    }

    private Command annotation() {
        return type.getAnnotation(Command.class);
    }
}
