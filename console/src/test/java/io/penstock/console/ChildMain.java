package io.penstock.console;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** Runs another main, and ends with the process that holds the other end of standard input: no test leaves a cluster behind. */
final class ChildMain {

    private ChildMain() {}

    /** @param arguments the other main's class, and its arguments */
    public static void main(String[] arguments) throws Exception {
        Thread parent = new Thread(
                () -> {
                    try {
                        System.in.transferTo(OutputStream.nullOutputStream());
                    } catch (IOException e) {
                        System.err.println("The pipe to the parent broke: " + e);
                    }
                    Runtime.getRuntime().halt(0);
                },
                "parent");
        parent.setDaemon(true);
        parent.start();
        Class.forName(arguments[0]).getMethod("main", String[].class).invoke(null, (Object)
                Arrays.copyOfRange(arguments, 1, arguments.length));
    }
}
