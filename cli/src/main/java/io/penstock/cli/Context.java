package io.penstock.cli;

import io.penstock.cli.terminal.Styles;
import io.penstock.local.Home;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What a command may use of the world around it. Commands take it in their constructor, so that tests can give another. */
public final class Context {

    private static final int DEFAULT_COLUMNS = 100;

    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;
    private final boolean terminal;
    private final Path workingFolder;
    private final Map<String, String> environment;
    private boolean verbose;

    public Context(
            InputStream in,
            PrintStream out,
            PrintStream err,
            boolean terminal,
            Path workingFolder,
            Map<String, String> environment) {
        this.in = in;
        this.out = out;
        this.err = err;
        this.terminal = terminal;
        this.workingFolder = workingFolder;
        this.environment = Map.copyOf(environment);
    }

    /** That of this process; what it prints is UTF-8. */
    static Context ofProcess() {
        return new Context(
                System.in,
                new PrintStream(
                        new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)),
                        true,
                        StandardCharsets.UTF_8),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
                System.console() != null,
                Path.of(""),
                System.getenv());
    }

    public InputStream in() {
        return in;
    }

    /** For results only: what a program may read. */
    public PrintStream out() {
        return out;
    }

    /** For messages and progress. */
    public PrintStream err() {
        return err;
    }

    /** Whether a person sits in front of it: then there may be colours, questions and lines that move. */
    public boolean terminal() {
        return terminal;
    }

    public Styles styles() {
        return Styles.of(terminal, environment);
    }

    /** The terminal's width, as far as it is known. */
    public int columns() {
        String columns = environment.getOrDefault("COLUMNS", "");
        return columns.matches("[1-9][0-9]{1,3}") ? Integer.parseInt(columns) : DEFAULT_COLUMNS;
    }

    public Map<String, String> environment() {
        return environment;
    }

    /** The path as the user means it: relative to the folder that the command was typed in. */
    public Path resolve(Path path) {
        return workingFolder.resolve(path);
    }

    /**
     * As {@link #resolve}, for a file that is to be read.
     *
     * @throws CommandException when it is a folder: reading one fails without its name
     */
    public Path file(Path path) {
        Path file = resolve(path);
        if (Files.isDirectory(file)) {
            throw CommandException.wrongUsage("Cannot read a file, it is a folder: " + file);
        }
        return file;
    }

    /** The home folder of this place; it may not exist yet. */
    public Home home() {
        return Home.find(workingFolder, environment);
    }

    boolean verbose() {
        return verbose;
    }

    void beVerbose() {
        verbose = true;
    }
}
