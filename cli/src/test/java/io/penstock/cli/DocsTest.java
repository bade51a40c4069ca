package io.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.pipeline.PipelineLoader;
import io.penstock.pipeline.Problem;
import io.penstock.pipeline.ProfileLoader;
import io.penstock.pipeline.TestLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * What the documents show exists: each pipeline in them loads, each command line in them and in the comments of the examples is
 * one, each link leads somewhere.
 */
class DocsTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern COMMAND = Pattern.compile("(?m)(?:^|`)(?:[#$]\\s+)?(?:\\./)?penstock( [^`\\n]+)");
    private static final Pattern YAML = Pattern.compile("(?ms)^```yaml\\n(.*?)^```");
    private static final Pattern JAVA = Pattern.compile("(?ms)^```java\\n(.*?)^```");
    private static final Pattern TEST = Pattern.compile("(?m)^cases:");
    private static final Pattern CODE = Pattern.compile("(?ms)^```(?:sh|console)\\n(.*?)^```");
    private static final Pattern INLINE = Pattern.compile("`[^`\\n]+`");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(?:#[^)]*)?\\)");
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|([^\\s\"']+)");

    /** A piece of a file and where it stands. */
    private record Found(String place, String text) {}

    @TestFactory
    Stream<DynamicTest> everyPipelineAndProfileLoads() throws IOException {
        return found(documents(), YAML)
                .filter(block -> !block.place()
                        .matches("docs/(pipeline|profile)-file.md:.*")) // ReferenceTest completes their parts
                .map(block -> DynamicTest.dynamicTest(
                        block.place(),
                        () -> assertThat(problems(block)).as(block.place()).isEmpty()));
    }

    private static List<Problem> problems(Found block) {
        if (TEST.matcher(block.text()).find()) {
            return TestLoader.load(block.place(), block.text()).problems();
        }
        return block.text().startsWith("profile:")
                ? ProfileLoader.load(block.place(), block.text()).problems()
                : PipelineLoader.load(block.place(), block.text()).problems();
    }

    @Test
    void theTestsThatAreShownAreThoseOfAnExample() throws IOException {
        Matcher shown = YAML.matcher(Files.readString(ROOT.resolve("docs/testing.md")));

        assertThat(shown.find()).isTrue();
        assertThat(Files.readString(ROOT.resolve("examples/clickstream-minutes/clickstream-minutes.test.yaml")))
                .startsWith(shown.group(1));
    }

    @Test
    void theJavaThatIsShownIsThatOfTheExamples() throws IOException {
        StringBuilder sources = new StringBuilder();
        for (String example : List.of("examples/processors/src", "examples/cabs/src")) {
            for (Path source : files(ROOT.resolve(example), 9, ".java")) {
                sources.append(unindented(Files.readString(source)));
            }
        }

        List<Found> shown = found(documents(), JAVA).toList();

        assertThat(shown).isNotEmpty();
        for (Found block : shown) {
            assertThat(sources.toString()).as(block.place()).contains(unindented(block.text()));
        }
    }

    private static String unindented(String java) {
        return java.replaceAll("(?m)^ +", "");
    }

    @TestFactory
    Stream<DynamicTest> everyCommandIsOne() throws IOException {
        Stream<Found> shown = Stream.concat(found(documents(), CODE), found(documents(), INLINE));
        return Stream.concat(shown, found(examples(), Pattern.compile("(?ms)\\A(.*)\\z")))
                .flatMap(DocsTest::commands)
                .map(command -> DynamicTest.dynamicTest(command.place() + command.text(), () -> parse(command)));
    }

    @Test
    void everyLinkLeadsToAFile() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path document : documents()) {
            Matcher link = LINK.matcher(Files.readString(document));
            while (link.find()) {
                Path target = document.resolveSibling(link.group(1));
                if (!Files.exists(target)) {
                    broken.add(ROOT.relativize(document) + ": " + link.group(1));
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    private static Stream<Found> found(List<Path> files, Pattern pattern) throws IOException {
        List<Found> found = new ArrayList<>();
        for (Path file : files) {
            String text = Files.readString(file);
            Matcher matcher = pattern.matcher(text);
            while (matcher.find()) {
                String part = matcher.groupCount() == 0 ? matcher.group() : matcher.group(1);
                int start = matcher.groupCount() == 0 ? matcher.start() : matcher.start(1);
                found.add(new Found(ROOT.relativize(file) + ":" + line(text, start), part));
            }
        }
        return found.stream();
    }

    private static long line(String text, int position) {
        return text.substring(0, position).chars().filter(c -> c == '\n').count() + 1;
    }

    private static Stream<Found> commands(Found code) {
        return COMMAND.matcher(code.text()).results().map(match -> new Found(code.place(), match.group(1)));
    }

    private static void parse(Found command) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(command.text().replaceFirst("\\s+(#|\\||>|&).*$", ""));
        while (word.find()) {
            words.add(Stream.of(word.group(1), word.group(2), word.group(3))
                    .filter(group -> group != null)
                    .findFirst()
                    .orElseThrow());
        }
        CommandLine all = Penstock.commandLine(Typing.in(Path.of("")).context());
        assertThat(commandOf(all, words.get(0)))
                .as("%s: penstock %s", command.place(), words)
                .isTrue();
        boolean complete = words.size() > 1 && !words.contains("…") && !words.contains("...");
        if (complete) {
            try {
                all.parseArgs(words.toArray(String[]::new));
            } catch (ParameterException e) {
                throw new AssertionError(
                        command.place() + ": penstock " + String.join(" ", words) + ": " + e.getMessage(), e);
            }
        }
    }

    private static boolean commandOf(CommandLine all, String word) {
        return all.getSubcommands().containsKey(word)
                || word.equals("--help")
                || word.equals("--version")
                || word.equals("--prepare"); // of the launcher
    }

    private static List<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>(files(ROOT, 1, ".md"));
        documents.addAll(files(ROOT.resolve("docs"), 3, ".md"));
        documents.addAll(files(ROOT.resolve("examples"), 2, ".md"));
        return documents;
    }

    private static List<Path> examples() throws IOException {
        return files(ROOT.resolve("examples"), 2, ".yaml");
    }

    private static List<Path> files(Path folder, int depth, String ending) throws IOException {
        try (Stream<Path> files = Files.walk(folder, depth)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }
}
