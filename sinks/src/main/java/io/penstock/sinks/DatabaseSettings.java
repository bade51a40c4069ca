package io.penstock.sinks;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL database and who writes there. Travels to executors, with the password in the clear; its text has none.
 *
 * @param name the name that pipelines have for it
 * @param url its JDBC address
 * @param user the user
 * @param password nothing where the server asks for none
 */
public record DatabaseSettings(String name, String url, String user, @Nullable String password)
        implements Serializable {

    /** Host, port and database, for messages. */
    String place() {
        return url.replaceFirst("^jdbc:postgresql:(//)?", "").replaceFirst("[?].*$", "");
    }

    @Override
    public String toString() {
        return "database " + name + " at " + place();
    }
}
