package io.penstock.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Asks a service's process how it is, over its standard input and output. Not thread-safe. */
final class ServicePipe {

    static final String SERVES = "";
    static final String ENDED = "its process has ended";

    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final int LOOK_MILLIS = 100;

    private final ServiceProcess process;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private long questions;

    private ServicePipe(ServiceProcess process) {
        this.process = process;
    }

    static ServicePipe to(ServiceProcess process) {
        ServicePipe pipe = new ServicePipe(process);
        Thread reader = new Thread(pipe::collect, "penstock-answers");
        reader.setDaemon(true);
        reader.start();
        return pipe;
    }

    /** Why the service does not serve; {@link #SERVES} when it does. */
    String ask() {
        String prefix = ++questions + " ";
        try {
            OutputStream pipe = process.process().getOutputStream();
            pipe.write((prefix + "check\n").getBytes(StandardCharsets.UTF_8));
            pipe.flush();
            return await(prefix);
        } catch (IOException e) {
            return ENDED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    private String await(String prefix) throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() < deadline && process.alive()) {
            String line = answers.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            if (line != null && line.startsWith(prefix)) { // others are late answers to earlier questions
                String answer = line.substring(prefix.length());
                return answer.equals("ok") ? SERVES : answer;
            }
        }
        return process.alive() ? "no answer within %d seconds".formatted(LIMIT.toSeconds()) : ENDED;
    }

    private void collect() {
        try (BufferedReader lines = process.process().inputReader(StandardCharsets.UTF_8)) {
            lines.lines().forEach(answers::add);
        } catch (IOException | UncheckedIOException e) {
            answers.add("the pipe broke: " + e.getMessage());
        }
    }
}
