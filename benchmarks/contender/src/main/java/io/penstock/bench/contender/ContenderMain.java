package io.penstock.bench.contender;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Runs a contender and says on standard output how long it took. The process ends when its standard input does, so that no
 * contender outlives the harness.
 *
 * <p>Command line: the file of a {@link Job}, then {@value #FOREVER}, or the names of the tables to fill one after the other.
 */
public final class ContenderMain {

    /** Asks for {@link Contender#start}. */
    public static final String FOREVER = "--forever";

    /** Begins the lines for the harness; any others are a library's. */
    public static final String MARK = "@bench ";

    /** What a line for the harness says once a contender runs that runs for ever. */
    public static final String RUNNING = "running";

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String PEAK = "VmHWM:";

    private ContenderMain() {}

    /** Does what the command line says; ends the process. */
    public static void run(String[] arguments, Contender contender) {
        endWithStandardInput();
        int code = 0;
        try {
            Job job = Job.load(Path.of(arguments[0]));
            if (arguments[1].equals(FOREVER)) {
                contender.start(job);
                say(RUNNING);
                Thread.currentThread().join();
            }
            for (int i = 1; i < arguments.length; i++) {
                measure(contender, job.withTable(arguments[i]));
            }
            contender.close();
        } catch (Exception | Error e) {
            e.printStackTrace();
            code = 1;
        }
        Runtime.getRuntime().halt(code); // some leave threads behind
    }

    private static void measure(Contender contender, Job job) throws Exception {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        System.gc(); // what the run before has left is not this one's
        long startedMillis = System.currentTimeMillis();
        long startedCpu = system.getProcessCpuTime();
        contender.run(job);
        long endedMillis = System.currentTimeMillis();
        long endedCpu = system.getProcessCpuTime();
        say(
                "{\"table\":\"%s\",\"startedMillis\":%d,\"endedMillis\":%d,\"startedCpuNanos\":%d,\"endedCpuNanos\":%d,\"peakMemoryBytes\":%d}"
                        .formatted(job.table(), startedMillis, endedMillis, startedCpu, endedCpu, peakMemoryBytes()));
    }

    /** The most that this process had resident at any time; 0 where the system does not say. */
    private static long peakMemoryBytes() throws IOException {
        if (!Files.isReadable(STATUS)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith(PEAK))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        }
    }

    private static void say(String line) {
        System.out.println(MARK + line);
        System.out.flush();
    }

    private static void endWithStandardInput() {
        Thread thread = new Thread(
                () -> {
                    try {
                        System.in.transferTo(OutputStream.nullOutputStream());
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    } finally {
                        Runtime.getRuntime().halt(2);
                    }
                },
                "bench-parent-watch");
        thread.setDaemon(true);
        thread.start();
    }
}
