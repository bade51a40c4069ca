package io.penstock.pipeline;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A YAML file as far as it could be read: its nodes, which know their lines, and the problems that it has so far.
 *
 * <p>Files may come from anybody: one that is too large, too deep or made to exhaust memory is refused in a fraction of a
 * second, having cost no more memory than a legal one.
 */
final class SpecFile {

    /** Bytes in the largest file that is read. */
    static final int MAX_BYTES = 1 << 20;

    private final String name;
    private final FileKind kind;
    private final Problems problems = new Problems(this::lineOf);
    private String text = "";
    private @Nullable YamlNode root;

    private SpecFile(String name, FileKind kind) {
        this.name = name;
        this.kind = kind;
    }

    /** Reads a file. That it cannot be read is a problem like any other. */
    static SpecFile read(Path path, FileKind kind) {
        SpecFile file = new SpecFile(path.toString(), kind);
        file.readBytes(path);
        return file;
    }

    /** Reads the text of a file, which {@code name} names in messages. */
    static SpecFile read(String name, String yaml, FileKind kind) {
        SpecFile file = new SpecFile(name, kind);
        file.readText(yaml);
        return file;
    }

    String name() {
        return name;
    }

    /** The file's text; empty if it could not be read. */
    String text() {
        return text;
    }

    /** Null if the file could not be parsed; there is a problem then. */
    @Nullable
    YamlNode root() {
        return root;
    }

    /** Those found so far; whoever looks further adds to them. */
    Problems problems() {
        return problems;
    }

    /** The line of a path such as {@code views.hits}, or of what encloses it; 0 for a file that could not be parsed. */
    int lineOf(String path) {
        return root == null ? 0 : root.lineOf(path);
    }

    /** Problems that were found without the file, with their lines and in the order of these. */
    List<Problem> locate(List<Problem> found) {
        return found.stream()
                .map(problem -> problem.line() > 0 ? problem : problem.withLine(lineOf(problem.path())))
                .sorted(Comparator.comparingInt(Problem::line))
                .toList();
    }

    private void readBytes(Path path) {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(path)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        } catch (NoSuchFileException e) {
            problems.add("is not there", "check the path; it starts from the working folder");
            return;
        } catch (IOException e) {
            String reason = Files.isDirectory(path) ? "it is a folder" : String.valueOf(e.getMessage());
            problems.add("cannot be read: " + Excerpt.plain(reason), null);
            return;
        }
        if (bytes.length > MAX_BYTES) {
            addTooLarge();
            return;
        }
        CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
        CharBuffer decoded = CharBuffer.allocate(bytes.length);
        boolean isOther = utf8.decode(ByteBuffer.wrap(bytes), decoded, true).isError();
        decoded.flip();
        if (isOther) {
            problems.addAtLine(
                    lineAt(decoded, decoded.length()),
                    "is not UTF-8 from here on",
                    "save the file with the encoding UTF-8");
            return;
        }
        readText(decoded.toString());
    }

    private void readText(String yaml) {
        if (yaml.length() > MAX_BYTES) {
            addTooLarge();
            return;
        }
        String content = yaml.startsWith("\ufeff") ? yaml.substring(1) : yaml;
        int control = indexOfControl(content);
        if (control >= 0) {
            problems.addAtLine(
                    lineAt(content, control),
                    "has a control character: \\u%04x".formatted((int) content.charAt(control)),
                    "remove it, or write it as an escape in double quotes");
            return;
        }
        text = content;
        root = YamlReader.read(content, kind, problems);
    }

    private void addTooLarge() {
        problems.add("is larger than %,d bytes".formatted(MAX_BYTES), kind.tooLarge());
    }

    private static int indexOfControl(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' && c != '\n' && c != '\r' && c != '\t' || c == '\u007f') {
                return i;
            }
        }
        return -1;
    }

    private static int lineAt(CharSequence text, int index) {
        return 1
                + (int) text.subSequence(0, index)
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
    }
}
