package io.penstock.bench.contender;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Runs a contender and says on standard output how long it took. The process ends when its standard input does, so that no
 * contender outlives the harness; a line {@value #ASK} there is answered with the memory of the process, and with what the
 * contender says of itself.
 *
 * <p>Command line: the file of a {@link Job}, then {@value #FOREVER}, or the names of the tables to fill one after the other.
 */
public final class ContenderMain {

    /** Asks for {@link Contender#start}. */
    public static final String FOREVER = "--forever";

    /** Asks a contender that runs for ever how it is. */
    public static final String ASK = "figures";

    /** Begins the lines for the harness; any others are a library's. */
    public static final String MARK = "@bench ";

    /** What a line for the harness says once a contender runs that runs for ever. */
    public static final String RUNNING = "running";

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String PEAK = "VmHWM:";
    private static final String RESIDENT = "VmRSS:";

    private ContenderMain() {}

    /** Does what the command line says; ends the process. */
    public static void run(String[] arguments, Contender contender) {
        HeapWatch heap = HeapWatch.start();
        followStandardInput(contender, heap);
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
        contender.prepare(job);
        System.gc(); // what the run before has left is not this one's
        long startedMillis = System.currentTimeMillis();
        long startedCpu = system.getProcessCpuTime();
        contender.run(job);
        long endedMillis = System.currentTimeMillis();
        long endedCpu = system.getProcessCpuTime();
        say(
                "{\"table\":\"%s\",\"startedMillis\":%d,\"endedMillis\":%d,\"startedCpuNanos\":%d,\"endedCpuNanos\":%d,\"peakMemoryBytes\":%d}"
                        .formatted(job.table(), startedMillis, endedMillis, startedCpu, endedCpu, memoryBytes(PEAK)));
    }

    /** What the system says of this process's memory; 0 where it does not. */
    private static long memoryBytes(String what) throws IOException {
        if (!Files.isReadable(STATUS)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith(what))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        }
    }

    private static void say(String line) {
        System.out.println(MARK + line);
        System.out.flush();
    }

    private static void followStandardInput(Contender contender, HeapWatch heap) {
        Thread thread = new Thread(
                () -> {
                    try (BufferedReader input =
                            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
                        for (String line = input.readLine(); line != null; line = input.readLine()) {
                            if (line.equals(ASK)) {
                                say("{\"residentBytes\":%d,\"heapBytes\":%d,\"contender\":%s}"
                                        .formatted(memoryBytes(RESIDENT), heap.lowest(), contender.figures()));
                            }
                        }
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
