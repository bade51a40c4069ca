package io.penstock.local;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A main class of the runtime's class path that does one thing and ends, in a process of its own. */
public final class RuntimeTool {

    private RuntimeTool() {}

    /** @param said its standard output and error, without the line end */
    public record Result(int code, String said) {}

    /**
     * Runs it to its end; when this thread is interrupted, the process is ended.
     *
     * @throws LocalServiceException when it cannot be started, or this thread is interrupted
     */
    public static Result run(String main, List<String> arguments) {
        String classPath = Stream.of(Distribution.runtimeLibrary(), Distribution.amazonLibrary())
                .map(library -> library.resolve("*") + File.pathSeparator)
                .collect(Collectors.joining("", "", Distribution.ownClasses().toString()));
        List<String> command = new ArrayList<>(List.of(ServiceProcess.java()));
        command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dfile.encoding=UTF-8"));
        command.add("-Dlog4j2.level=OFF"); // the last words are all that matters
        command.add("-Dslf4j.internal.verbosity=ERROR");
        command.addAll(List.of("-cp", classPath, main));
        command.addAll(arguments);
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            try {
                String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                return new Result(process.waitFor(), said.strip());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new LocalServiceException("Cannot wait for %s, it was interrupted".formatted(main), e);
            } finally {
                process.destroy();
            }
        } catch (IOException e) {
            throw new LocalServiceException("Cannot start %s: %s".formatted(main, e.getMessage()), e);
        }
    }
}
