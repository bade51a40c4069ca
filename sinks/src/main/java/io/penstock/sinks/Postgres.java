package io.penstock.sinks;

import java.io.Serializable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Deque;
import java.util.Properties;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * A PostgreSQL database as a driver uses it: transactions on connections that are kept for the next one. Thread-safe.
 *
 * <p><b>Errors:</b> {@link DatabaseUnavailableException} where trying again may help, otherwise {@link IllegalStateException}. What the
 * server says of rows is left out of both: it shows their values.
 */
final class Postgres {

    private static final int MOST_IDLE = 2;
    private static final int VALID_SECONDS = 5;
    private static final long SURE_NANOS =
            1_000_000_000L; // a batch asks several times; the question costs as much as an answer
    private static final String LOCK_LIMIT = "30s"; // a stopped process may hold the lock of a table for ever

    /** What is done in a transaction, or with a connection. */
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    private final DatabaseSettings settings;
    private final Deque<Idle> idle = new ConcurrentLinkedDeque<>();

    /** A connection that is kept. @param since by the clock of {@link System#nanoTime} */
    private record Idle(Connection connection, long since) {

        boolean isGood() throws SQLException {
            return System.nanoTime() - since < SURE_NANOS || connection.isValid(VALID_SECONDS);
        }
    }

    Postgres(DatabaseSettings settings) {
        this.settings = settings;
    }

    DatabaseSettings settings() {
        return settings;
    }

    /** @param what behind "Cannot " in the message of an exception */
    <T> T inTransaction(String what, Work<T> work) {
        Connection connection = null;
        boolean done = false;
        try {
            connection = take();
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET LOCAL lock_timeout = '" + LOCK_LIMIT + "'");
            }
            T result = work.on(connection);
            connection.commit();
            done = true;
            return result;
        } catch (SQLException e) {
            forgetIdle();
            throw explained(settings, what, e);
        } finally {
            if (connection != null) {
                giveBack(connection, done);
            }
        }
    }

    private Connection take() throws SQLException {
        for (Idle kept = idle.poll(); kept != null; kept = idle.poll()) {
            if (kept.isGood()) {
                kept.connection.rollback(); // of the question itself
                return kept.connection;
            }
            close(kept.connection);
        }
        return open(settings);
    }

    /** What became of one connection may have become of all. */
    private void forgetIdle() {
        for (Idle kept = idle.poll(); kept != null; kept = idle.poll()) {
            close(kept.connection);
        }
    }

    private void giveBack(Connection connection, boolean sound) {
        if (sound && idle.size() < MOST_IDLE) {
            idle.add(new Idle(connection, System.nanoTime()));
        } else {
            close(connection);
        }
    }

    /** Ends a connection; what it has not committed is rolled back by the server. */
    static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            // it was of no use any more
        }
    }

    /** A connection that does not commit by itself. */
    static Connection open(DatabaseSettings settings) throws SQLException {
        Properties properties = new Properties();
        PGProperty.USER.set(properties, settings.user());
        if (settings.password() != null) {
            PGProperty.PASSWORD.set(properties, settings.password());
        }
        PGProperty.APPLICATION_NAME.set(properties, "penstock");
        PGProperty.CONNECT_TIMEOUT.set(properties, 10);
        PGProperty.LOGIN_TIMEOUT.set(properties, 20);
        PGProperty.SOCKET_TIMEOUT.set(properties, 1_800); // longer than a merge takes, and not for ever
        PGProperty.TCP_KEEP_ALIVE.set(properties, true);
        PGProperty.REWRITE_BATCHED_INSERTS.set(properties, false);
        PGProperty.LOG_SERVER_ERROR_DETAIL.set(properties, false); // it shows values of rows
        Connection connection = new Driver().connect(settings.url(), properties);
        if (connection == null) {
            throw new SQLException("the address is not one of PostgreSQL");
        }
        connection.setAutoCommit(false);
        return connection;
    }

    /** Says what went wrong in our words, with the server's first line. @param what behind "Cannot " */
    static RuntimeException explained(DatabaseSettings settings, String what, SQLException failure) {
        String why = why(failure.getSQLState());
        String said = firstLine(failure);
        return why == null
                ? new IllegalStateException("Cannot %s, %s says: %s".formatted(what, settings, said), failure)
                : new DatabaseUnavailableException(
                        "Cannot %s, %s %s: %s".formatted(what, settings, why, said), failure);
    }

    /** What holds up a later attempt no more than it held up this one; nothing where trying again would not help. */
    private static @Nullable String why(@Nullable String state) {
        if (state == null || state.startsWith("08") || state.startsWith("57P")) {
            return "does not answer";
        } else if (state.startsWith("28") || state.equals("3D000")) {
            return "does not let us in";
        } else if (state.startsWith("53") || state.startsWith("58")) {
            return "has no room";
        } else if (state.equals("55P03") || state.startsWith("40")) {
            return "is held up by another session";
        } else if (state.equals("25006")) {
            return "can only be read";
        }
        return null;
    }

    private static String firstLine(SQLException failure) {
        String message = String.valueOf(failure.getMessage());
        return message.lines().findFirst().orElse(message).strip().replaceFirst("^(ERROR|FATAL): ", "");
    }

    /** An identifier in quotes. */
    static String quoted(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    /**
     * A table with its schema.
     *
     * @param schema null for the first one of the user's search path
     */
    record Name(String database, @Nullable String schema, String table) implements Serializable {

        private static final char SEPARATOR = ':'; // in no name of a table of a catalog

        /** Whether a table of this name is one of a database. */
        static boolean isOne(String name) {
            return name.indexOf(SEPARATOR) > 0;
        }

        static String of(String database, String table) {
            return database + SEPARATOR + table;
        }

        static Name parse(String name) {
            int end = name.indexOf(SEPARATOR);
            String table = name.substring(end + 1);
            int dot = table.indexOf('.');
            return new Name(name.substring(0, end), dot < 0 ? null : table.substring(0, dot), table.substring(dot + 1));
        }
    }
}
