package io.penstock.dist;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Types commands in a folder, in processes of their own. */
record Shell(Path folder, Path penstock, Map<String, String> environment) {

    private static final Duration LIMIT = Duration.ofMinutes(15);

    Shell with(String variable, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(variable, value);
        return new Shell(folder, penstock, more);
    }

    /** What came of a command; printed as a whole when an assertion about it fails. */
    record Typed(int code, String out, String err) {

        String lastLine() {
            return out.lines().reduce("", (first, second) -> second);
        }
    }

    Typed type(String... arguments) throws IOException, InterruptedException {
        Path out = Files.createTempFile("penstock", ".out");
        Path err = Files.createTempFile("penstock", ".err");
        try {
            Process process = start(out, err, arguments);
            try {
                if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                    throw new AssertionError("does not end: penstock %s%n%s%n%s"
                            .formatted(String.join(" ", arguments), text(out), text(err)));
                }
            } finally {
                process.destroy();
            }
            return new Typed(process.exitValue(), text(out), text(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    /** Starts a command and does not wait for its end. */
    Process start(Path out, Path err, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(penstock.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }
}
