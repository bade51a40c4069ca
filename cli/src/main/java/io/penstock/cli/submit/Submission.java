package io.penstock.cli.submit;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.cli.CommandException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The calls that bring a job to a cluster, in their order. */
public final class Submission {

    private final List<Command> commands;
    private final @Nullable JsonNode document;
    private final @Nullable String documentName;
    private final @Nullable Path localJar;

    private Submission(
            List<Command> commands,
            @Nullable JsonNode document,
            @Nullable String documentName,
            @Nullable Path localJar) {
        this.commands = List.copyOf(commands);
        this.document = document;
        this.documentName = documentName;
        this.localJar = localJar;
    }

    /** Calls without a document. @param localJar a jar that they take from here */
    static Submission of(List<Command> commands, @Nullable Path localJar) {
        return new Submission(commands, null, null, localJar);
    }

    /** Calls the last of which hands over a document, as its last word. @param documentName a file name for it */
    static Submission of(List<Command> commands, JsonNode document, String documentName) {
        return new Submission(commands, document, documentName, null);
    }

    /**
     * The submission of a job to the cluster that its profile describes.
     *
     * @throws CommandException if the profile does not describe such a cluster
     */
    public static Submission of(Job job, Target target) {
        return switch (target) {
            case STANDALONE, YARN, KUBERNETES -> SparkTargets.submission(job, target);
            case EMR, EMR_SERVERLESS -> AmazonTargets.submission(job, target);
        };
    }

    public List<Command> commands() {
        return commands;
    }

    /** What the last command hands over as JSON. */
    public Optional<JsonNode> document() {
        return Optional.ofNullable(document);
    }

    /** The last command, taking the document from a file of this name beside it. */
    public Command lastWithFile() {
        List<String> words = new ArrayList<>(commands.get(commands.size() - 1).words());
        words.set(words.size() - 1, "file://" + documentName);
        return new Command(words);
    }

    /** A file that has to be here for the commands to succeed. */
    public Optional<Path> localJar() {
        return Optional.ofNullable(localJar);
    }
}
