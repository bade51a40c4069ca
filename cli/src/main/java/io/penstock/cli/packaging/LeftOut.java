package io.penstock.cli.packaging;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** The libraries of the runtime that stay out of the jar, by their names without a version. */
final class LeftOut {

    private static final String RESOURCE = "left-out.txt";

    private final Set<String> names;
    private final List<String> beginnings;

    private LeftOut(Set<String> names, List<String> beginnings) {
        this.names = names;
        this.beginnings = beginnings;
    }

    /** The list that comes with the distribution. */
    static LeftOut load() {
        try (InputStream in = Objects.requireNonNull(LeftOut.class.getResourceAsStream(RESOURCE))) {
            return of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read resource: " + RESOURCE, e);
        }
    }

    /** A name on each line; one that ends in {@code *} stands for all that begin so; {@code #} begins a comment. */
    static LeftOut of(String list) {
        List<String> lines = list.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
        return new LeftOut(
                lines.stream().filter(line -> !line.endsWith("*")).collect(Collectors.toUnmodifiableSet()),
                lines.stream()
                        .filter(line -> line.endsWith("*"))
                        .map(line -> line.substring(0, line.length() - 1))
                        .toList());
    }

    /** @param fileName such as {@code spark-core_2.13-4.1.3.jar} */
    boolean contains(String fileName) {
        String name = name(fileName);
        return names.contains(name) || beginnings.stream().anyMatch(name::startsWith);
    }

    /** The file's name as far as its version. */
    static String name(String fileName) {
        return fileName.replaceFirst("(_2\\.1[23])?(-[0-9].*)?\\.jar$", "");
    }
}
