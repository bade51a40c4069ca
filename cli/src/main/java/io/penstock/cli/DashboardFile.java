package io.penstock.cli;

import io.penstock.pipeline.LoadedPipeline;
import io.penstock.pipeline.Pipeline;
import io.penstock.pipeline.PipelineLoader;
import io.penstock.pipeline.dashboard.Dashboard;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A pipeline file that dashboards are added to. All other bytes of it stay as they are: somebody has written them. */
final class DashboardFile {

    private static final Pattern SECTION =
            Pattern.compile("(?m)^(?:dashboards|'dashboards'|\"dashboards\")[ \\t]*:(.*)$");
    private static final int INDENT = 2; // of the texts that are added

    private final Path file;

    DashboardFile(Path file) {
        this.file = file;
    }

    /**
     * Adds entries, all or none.
     *
     * @param entries text by name, indented by two blanks
     * @throws CommandException when there is one of such a name, or the file cannot be added to
     */
    void add(Map<String, String> entries) throws IOException {
        Path real = file.toRealPath();
        String before = Files.readString(real);
        Pipeline pipeline = pipeline(before);
        for (String name : entries.keySet()) {
            if (pipeline.dashboards().containsKey(name)) {
                throw cannotAdd(
                        "it has a dashboard of that name: " + name, "Rename that one, or propose for another output");
            }
        }
        String after = with(before, String.join("", entries.values()));
        requireNothingElseChanged(pipeline, pipeline(after), entries);
        write(real, after);
    }

    private Pipeline pipeline(String text) {
        LoadedPipeline loaded = PipelineLoader.load(file.toString(), text);
        if (loaded.pipeline() == null) {
            throw cannotAdd(
                    "with them it would not be valid: "
                            + loaded.problems().get(0).reason(),
                    "Copy what is printed without --write");
        }
        return loaded.pipeline();
    }

    private void requireNothingElseChanged(Pipeline before, Pipeline after, Map<String, String> entries) {
        Map<String, Dashboard> others = new LinkedHashMap<>(after.dashboards());
        boolean added = others.keySet().removeAll(entries.keySet())
                && others.size() == after.dashboards().size() - entries.size();
        if (!added || !after.withDashboards(others).equals(before)) {
            throw cannotAdd("its dashboards do not end where they seem to", "Copy what is printed without --write");
        }
    }

    private String with(String text, String entries) {
        String end = text.contains("\r\n") ? "\r\n" : "\n";
        Matcher section = SECTION.matcher(text);
        if (!section.find()) {
            String gap = text.endsWith("\n") ? "" : end;
            return text + gap + "dashboards:" + end + indented(entries, INDENT, end);
        }
        if (!section.group(1).strip().matches("(#.*)?")) {
            throw cannotAdd(
                    "its dashboards are not on lines of their own below it", "Copy what is printed without --write");
        }
        int place = section.end();
        int indent = 0;
        for (Line line : linesBehind(text, section.end())) {
            if (line.isBelow()) {
                place = line.end();
                indent = indent == 0 ? line.indent() : indent;
            } else if (!line.isBlankOrComment()) {
                break;
            }
        }
        boolean atLineEnd = place > 0 && text.charAt(place - 1) == '\n';
        return text.substring(0, place)
                + (atLineEnd ? "" : end)
                + indented(entries, indent == 0 ? INDENT : indent, end)
                + rest(text.substring(place), atLineEnd, end);
    }

    /** What stands behind the place, without the line end that the line before it has got now. */
    private static String rest(String text, boolean atLineEnd, String end) {
        return !atLineEnd && text.startsWith(end) ? text.substring(end.length()) : text;
    }

    private record Line(String text, int end) {

        int indent() {
            return text.length() - text.stripLeading().length();
        }

        boolean isBlankOrComment() {
            return text.isBlank() || text.stripLeading().startsWith("#");
        }

        /** Whether it belongs to what it is indented under. */
        boolean isBelow() {
            return !isBlankOrComment() && indent() > 0;
        }
    }

    private static List<Line> linesBehind(String text, int start) {
        List<Line> lines = new ArrayList<>();
        int from = text.indexOf('\n', start) + 1;
        while (from > 0 && from < text.length()) {
            int newline = text.indexOf('\n', from);
            int end = newline < 0 ? text.length() : newline + 1;
            lines.add(new Line(text.substring(from, end).stripTrailing(), end));
            from = end;
        }
        return lines;
    }

    private static String indented(String entries, int indent, String end) {
        return entries.lines()
                .map(line -> " ".repeat(indent) + line.substring(INDENT) + end)
                .collect(Collectors.joining());
    }

    private CommandException cannotAdd(String why, String wayOut) {
        return CommandException.failed("Cannot add dashboards to %s, %s%n%s".formatted(file, why, wayOut));
    }

    /** Puts a text in the place of the file: whole, or not at all. */
    private static void write(Path file, String text) throws IOException {
        Path half = Files.createTempFile(Objects.requireNonNull(file.getParent()), ".penstock-", ".yaml");
        try {
            Files.write(half, text.getBytes(StandardCharsets.UTF_8));
            PosixFileAttributeView rights = Files.getFileAttributeView(half, PosixFileAttributeView.class);
            if (rights != null) { // else only the one who typed could read it
                rights.setPermissions(Files.getPosixFilePermissions(file));
            }
            Files.move(half, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(half);
        }
    }
}
