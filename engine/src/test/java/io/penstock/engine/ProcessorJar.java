package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.api.Processor;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** A jar with one class, made of its source: what a user would build. */
final class ProcessorJar {

    private static final String IMPORTS =
            """
            package io.penstock.jar;
            import io.penstock.api.*;
            import java.time.*;
            import java.util.*;
            """;

    private ProcessorJar() {}

    /** @param source of a class in package {@code io.penstock.jar}, without that and without imports @return the jar */
    static Path of(Path folder, String name, String source) {
        try {
            Path classes = Files.createDirectories(folder.resolve(name + "-classes"));
            compile(classes, IMPORTS + source);
            Path jar = folder.resolve(name + ".jar");
            List<Path> files = new ArrayList<>();
            try (Stream<Path> found = Files.walk(classes)) {
                found.filter(Files::isRegularFile).forEach(files::add);
            }
            try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
                for (Path file : files) {
                    out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                    out.write(Files.readAllBytes(file));
                }
            }
            return jar;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void compile(Path classes, String source) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        String type = source.replaceFirst("(?s).*?class (\\w+).*", "$1");
        JavaFileObject file =
                new SimpleJavaFileObject(
                        URI.create("string:///io/penstock/jar/" + type + ".java"), JavaFileObject.Kind.SOURCE) {

                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        StringWriter said = new StringWriter();
        String api = Path.of(Processor.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .toString();
        List<String> options = List.of("-d", classes.toString(), "-cp", api, "-proc:none");
        boolean done =
                compiler.getTask(said, null, null, options, null, List.of(file)).call();
        assertThat(done).as("compiled: %s", said).isTrue();
    }
}
