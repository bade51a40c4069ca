package io.penstock.local.internal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A service's end of the pipe to its parent. Answers {@code <n> check} on standard input with {@code <n> ok} or
 * {@code <n> <reason>}. The end of standard input means that the parent is gone or wants the end: the service stops as on
 * SIGTERM, so that nothing of a killed parent is left running.
 */
final class ParentPipe {

    private static final int HALT_SECONDS = 30; // a stop that hangs must not become an orphan

    private ParentPipe() {}

    /** @param check {@code ok}, or in one line why the service does not serve */
    static void follow(PrintStream answers, Supplier<String> check) {
        Thread parent = new Thread(() -> answer(answers, check), "penstock-parent");
        parent.setDaemon(true);
        parent.start();
    }

    private static void answer(PrintStream answers, Supplier<String> check) {
        try (BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String question = questions.readLine(); question != null; question = questions.readLine()) {
                String number = question.substring(0, question.indexOf(' '));
                answers.println(number + " " + check.get());
                answers.flush();
            }
        } catch (IOException e) {
            System.err.println("The pipe to the parent broke: " + e);
        } finally {
            Thread halt = new Thread(ParentPipe::haltLater, "penstock-halt");
            halt.setDaemon(true);
            halt.start();
            System.exit(0);
        }
    }

    static String oneLine(@Nullable Throwable failure) {
        return String.valueOf(failure).replaceAll("\\s+", " ");
    }

    private static void haltLater() {
        try {
            TimeUnit.SECONDS.sleep(HALT_SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(1);
    }
}
