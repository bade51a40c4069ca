package io.penstock.local;

import java.io.IOException;
import java.nio.file.Path;

/** The process that {@link LocalServices#up} leaves in the background: {@code SupervisorMain <home>}, until SIGTERM. */
public final class SupervisorMain {

    private SupervisorMain() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Home home = new Home(Path.of(arguments[0]));
        try {
            LocalServices.in(home).supervise(status -> {});
        } catch (LocalServiceException e) {
            System.err.println(e.getMessage());
            SupervisorState.failed(e).write(home);
            System.exit(1);
        }
    }
}
