package io.penstock.bench.harness;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.bench.contender.ContenderMain;
import io.penstock.bench.contender.Job;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A JVM of a contender, or of a tool on a contender's class path. Ends with this one: it reads its standard input, which this
 * process holds open.
 */
final class ContenderProcess implements AutoCloseable {

    /** The heap of every contender. */
    static final String HEAP = "-Xmx3g";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ENDED = "";
    private static final int LAST_LINES = 15;
    private static final Duration KILL_LIMIT = Duration.ofSeconds(20);

    private final String name;
    private final Process process;
    private final Path log;
    private final long startedMillis;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    private ContenderProcess(String name, Process process, Path log, long startedMillis) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.startedMillis = startedMillis;
        Thread reader = new Thread(this::read, "bench-output-" + name);
        reader.setDaemon(true);
        reader.start();
    }

    /** @param log takes all that the process says and that is not for the harness */
    static ContenderProcess start(
            Checkout checkout, String name, Peer.Module module, String mainClass, Path log, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("@" + checkout.runtimeOptions());
        command.addAll(List.of(HEAP, "-cp", checkout.classPath(module), mainClass));
        command.addAll(arguments);
        try {
            Files.createDirectories(log.getParent());
            long startedMillis = System.currentTimeMillis();
            Process process = new ProcessBuilder(command)
                    .directory(log.getParent().toFile())
                    .redirectError(ProcessBuilder.Redirect.to(log.toFile()))
                    .start();
            return new ContenderProcess(name, process, log, startedMillis);
        } catch (IOException e) {
            throw new BenchException("Cannot start " + name, e);
        }
    }

    /** Starts a contender that goes on until its process is ended; {@link #next} returns once it runs. */
    static ContenderProcess startForever(Checkout checkout, Peer peer, Job job, Path log) {
        List<String> arguments = List.of(store(job).toString(), ContenderMain.FOREVER);
        return start(checkout, peer.word(), peer.module(), peer.mainClass(), log, arguments);
    }

    /** Writes what a contender has to do into its folder. */
    static Path store(Job job) {
        Path file = job.folder().resolve("job.properties");
        try {
            job.store(file);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
                var writer = Files.newBufferedWriter(log.resolveSibling(log.getFileName() + ".out"))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.startsWith(ContenderMain.MARK)) {
                    lines.add(line.substring(ContenderMain.MARK.length()));
                } else {
                    writer.write(line);
                    writer.newLine();
                }
            }
        } catch (IOException e) {
            // the process was ended here, with its output
        } finally {
            lines.add(ENDED);
        }
    }

    /** When the process was asked for. */
    long startedMillis() {
        return startedMillis;
    }

    boolean alive() {
        return process.isAlive();
    }

    /**
     * The next line for the harness.
     *
     * @throws BenchException when the process ends instead, or takes longer than the limit
     */
    String next(Duration limit) {
        try {
            String line = lines.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (line == null) {
                throw new BenchException("Cannot measure %s, it was not done within %d s; the last it said (%s):%s"
                        .formatted(name, limit.toSeconds(), log, lastWords()));
            }
            if (line.equals(ENDED)) {
                throw failed();
            }
            return line;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("Cannot measure " + name + ", interrupted", e);
        }
    }

    /** The next line for the harness, which is JSON. */
    JsonNode nextJson(Duration limit) {
        String line = next(limit);
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot read what a contender says: " + line, e);
        }
    }

    /** Asks a contender that runs for ever how it is. @return what {@link ContenderMain} says of it */
    JsonNode ask(Duration limit) {
        try {
            process.outputWriter().write(ContenderMain.ASK + System.lineSeparator());
            process.outputWriter().flush();
        } catch (IOException e) {
            throw failed();
        }
        return nextJson(limit);
    }

    /** The failure of a process that has ended. */
    BenchException failed() {
        return new BenchException(
                "Cannot measure %s, its process ended; the last it said (%s):%s".formatted(name, log, lastWords()));
    }

    private String lastWords() {
        try (Stream<String> said = Files.lines(log)) {
            List<String> all = said.toList();
            return "\n  " + String.join("\n  ", all.subList(Math.max(0, all.size() - LAST_LINES), all.size()));
        } catch (IOException | UncheckedIOException e) {
            return " nothing that can be read";
        }
    }

    /** Ends the process, at once if it still works. */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(KILL_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new BenchException("Cannot end " + name + ", process " + process.pid() + " does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
