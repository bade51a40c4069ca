package io.penstock.console;

import io.penstock.engine.deploy.Deployments;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * That the process serves, and with what.
 *
 * @param status {@code up}
 * @param version of Penstock
 * @param pid of the process
 * @param memoryMib resident memory, or used heap where the system does not tell
 * @param pipelines how many are deployed
 */
record Health(String status, String version, long pid, long memoryMib, int pipelines) {

    private static final Path PROCESS = Path.of("/proc/self/status");
    private static final String RESIDENT = "VmRSS:";
    private static final String VERSION = loadVersion();

    static Health of(Deployments deployments) {
        return new Health(
                "up",
                VERSION,
                ProcessHandle.current().pid(),
                measureMemory(),
                deployments.list().size());
    }

    private static long measureMemory() {
        try {
            return Files.readAllLines(PROCESS).stream()
                    .filter(line -> line.startsWith(RESIDENT))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElseGet(Health::heapMib);
        } catch (IOException e) {
            return heapMib(); // not Linux
        }
    }

    private static long heapMib() {
        Runtime runtime = Runtime.getRuntime();
        return (runtime.totalMemory() - runtime.freeMemory()) >> 20;
    }

    private static String loadVersion() {
        try (InputStream in =
                Health.class.getResourceAsStream("/META-INF/maven/io.penstock/penstock-console/pom.properties")) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return properties.getProperty("version", "development");
        } catch (IOException e) {
            return "unknown";
        }
    }
}
