package io.penstock.cli.kafka;

import io.penstock.local.Home;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.logging.ErrorManager;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Where the libraries' log lines go: never to the terminal unbidden. */
public final class ClientLog {

    /** The log's name in the home's folder of logs. */
    public static final String NAME = "cli";

    private ClientLog() {}

    /** Appends warnings and errors to the home's {@code cli.log}; drops them where there is no home. */
    public static void toFile(Home home) {
        LogManager.getLogManager().reset();
        Handler handler = new FileHandler(home.log(NAME));
        handler.setLevel(Level.WARNING);
        root().addHandler(handler);
    }

    /** Shows everything from informational lines on. */
    public static void to(PrintStream err) {
        LogManager.getLogManager().reset();
        Handler handler = new StreamHandler(err);
        handler.setLevel(Level.INFO);
        root().addHandler(handler);
    }

    private static Logger root() {
        Logger root = Logger.getLogger("");
        root.setLevel(Level.INFO);
        return root;
    }

    private static final class StreamHandler extends Handler {

        private final PrintStream err;

        StreamHandler(PrintStream err) {
            this.err = err;
            setFormatter(new SimpleFormatter());
        }

        @Override
        public void publish(LogRecord record) {
            if (isLoggable(record)) {
                err.print(getFormatter().format(record));
            }
        }

        @Override
        public void flush() {
            err.flush();
        }

        @Override
        public void close() {
            flush();
        }
    }

    /** Opens the file for each line: there are few, and several commands may write to it at once. */
    private static final class FileHandler extends Handler {

        private final Path file;

        FileHandler(Path file) {
            this.file = file;
            setFormatter(new SimpleFormatter());
        }

        @Override
        public synchronized void publish(LogRecord record) {
            if (!isLoggable(record) || !Files.isDirectory(file.getParent())) {
                return;
            }
            try {
                Files.writeString(
                        file,
                        getFormatter().format(record),
                        StandardCharsets.UTF_8,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            } catch (IOException e) {
                reportError(null, e, ErrorManager.WRITE_FAILURE);
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
