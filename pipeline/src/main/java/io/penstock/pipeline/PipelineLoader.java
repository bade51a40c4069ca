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
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads pipeline files. Every fault of a file is reported at once, and no pipeline comes out of a file that has one.
 *
 * <p>Files may come from anybody: one that is too large, too deep or made to exhaust memory is refused in a fraction of a
 * second, having cost no more memory than a legal one.
 */
public final class PipelineLoader {

    /** Bytes in the largest file that is read. */
    public static final int MAX_BYTES = 1 << 20;

    private PipelineLoader() {}

    /** Reads a file. That it cannot be read is a problem like any other. */
    public static LoadedPipeline load(Path file) {
        String fileName = file.toString();
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        } catch (NoSuchFileException e) {
            return refused(fileName, 0, "is not there", "check the path; it starts from the working folder");
        } catch (IOException e) {
            String reason = Files.isDirectory(file) ? "it is a folder" : String.valueOf(e.getMessage());
            return refused(fileName, 0, "cannot be read: " + Excerpt.plain(reason), null);
        }
        if (bytes.length > MAX_BYTES) {
            return tooLarge(fileName);
        }
        CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
        CharBuffer decoded = CharBuffer.allocate(bytes.length);
        ByteBuffer input = ByteBuffer.wrap(bytes);
        try {
            if (utf8.decode(input, decoded, true).isError()) {
                decoded.flip();
                return refused(
                        fileName,
                        lineAt(decoded, decoded.length()),
                        "is not UTF-8 from here on",
                        "save the file with the encoding UTF-8");
            }
        } finally {
            utf8.reset();
        }
        decoded.flip();
        return load(fileName, decoded.toString());
    }

    /** Reads the text of a file, which {@code fileName} names in messages. */
    public static LoadedPipeline load(String fileName, String yaml) {
        if (yaml.length() > MAX_BYTES) {
            return tooLarge(fileName);
        }
        String text = yaml.startsWith("\ufeff") ? yaml.substring(1) : yaml;
        int control = indexOfControl(text);
        if (control >= 0) {
            return refused(
                    fileName,
                    lineAt(text, control),
                    "has a control character: \\u%04x".formatted((int) text.charAt(control)),
                    "remove it, or write it as an escape in double quotes");
        }
        Lines lines = new Lines();
        Problems problems = new Problems(lines::of);
        lines.root = YamlReader.read(text, problems);
        Object pipeline = null;
        if (lines.root != null) {
            pipeline = Binder.bind(lines.root, Shapes.PIPELINE, problems);
            References.check(lines.root, problems);
        }
        return new LoadedPipeline(
                fileName, text, lines.root, problems.count() == 0 ? (Pipeline) pipeline : null, problems.list());
    }

    private static LoadedPipeline tooLarge(String fileName) {
        return refused(fileName, 0, "is larger than %,d bytes".formatted(MAX_BYTES), "split it into several pipelines");
    }

    private static LoadedPipeline refused(String fileName, int line, String reason, @Nullable String hint) {
        return new LoadedPipeline(fileName, "", null, null, List.of(new Problem("", line, reason, hint)));
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

    /** Problems are collected before and after the nodes are there. */
    private static final class Lines {
        private @Nullable YamlNode root;

        int of(String path) {
            return root == null ? 0 : root.lineOf(path);
        }
    }
}
