package io.penstock.pipeline;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Turns YAML text into nodes that know their lines. Works on parser events rather than composed nodes, so that a file made
 * to exhaust memory is given up where it passes a limit; aliases are never followed.
 */
final class YamlReader {

    static final int MAX_DEPTH = 50;
    static final int MAX_VALUES = 50_000;

    private final FileKind kind;
    private final Problems problems;
    private final Iterator<Event> events;
    private int values;

    private YamlReader(String yaml, FileKind kind, Problems problems) {
        this.kind = kind;
        this.problems = problems;
        LoadSettings settings = LoadSettings.builder()
                .setUseMarks(true)
                .setBufferSize(
                        yaml.length() + 1) // less, and a long value is copied again with each further piece of it
                .build();
        this.events = new Parse(settings).parseString(yaml).iterator();
    }

    /** @return null if the text is empty or given up; {@code problems} then says why */
    static @Nullable YamlNode read(String yaml, FileKind kind, Problems problems) {
        try {
            return new YamlReader(yaml, kind, problems).document();
        } catch (GivenUp e) {
            problems.addAtLine(e.line, e.reason, e.hint);
        } catch (MarkedYamlEngineException e) {
            addSyntaxError(e, yaml, kind, problems);
        } catch (YamlEngineException e) {
            problems.add("is not valid YAML: " + Excerpt.plain(String.valueOf(e.getMessage())), null);
        }
        return null;
    }

    private @Nullable YamlNode document() {
        events.next(); // start of stream
        if (events.next().getEventId() == Event.ID.StreamEnd) {
            problems.add("is empty", "start with a line such as '%s'".formatted(kind.firstLine()));
            return null;
        }
        YamlNode root = node(events.next(), 0, problems);
        events.next(); // end of document
        Event next = events.next();
        if (next.getEventId() != Event.ID.StreamEnd) {
            throw new GivenUp(line(next), "begins a second document", kind.onePerFile());
        }
        return root;
    }

    private YamlNode node(Event event, int depth, Problems here) {
        int line = line(event);
        if (++values > MAX_VALUES) {
            throw new GivenUp(line, "has more than %,d values".formatted(MAX_VALUES), kind.tooLarge());
        }
        if (depth > MAX_DEPTH) {
            throw new GivenUp(line, "is nested more than %d levels deep".formatted(MAX_DEPTH), null);
        }
        if (event instanceof AliasEvent alias) {
            return new YamlNode.Alias(
                    kind.doesNotHave("is an alias", "*" + alias.getAlias().getValue()), line);
        }
        refuseDecoration((NodeEvent) event, here);
        if (event instanceof ScalarEvent scalar) {
            return new YamlNode.Scalar(scalar.getValue(), scalar.getScalarStyle() == ScalarStyle.PLAIN, line);
        } else if (event.getEventId() == Event.ID.MappingStart) {
            return new YamlNode.Mapping(entries(depth, here), line);
        }
        return new YamlNode.Sequence(items(depth, here), line);
    }

    private void refuseDecoration(NodeEvent event, Problems here) {
        event.getAnchor()
                .ifPresent(anchor -> here.addAtLine(
                        line(event),
                        kind.doesNotHave("has an anchor", "&" + anchor.getValue()),
                        kind.decorationHint()));
        Optional<String> tag =
                event instanceof ScalarEvent scalar ? scalar.getTag() : ((CollectionStartEvent) event).getTag();
        tag.ifPresent(name -> here.addAtLine(
                line(event), kind.doesNotHave("has a tag", name.replace(Tag.PREFIX, "!!")), kind.decorationHint()));
    }

    private List<YamlNode.Entry> entries(int depth, Problems here) {
        List<YamlNode.Entry> entries = new ArrayList<>();
        Map<String, Integer> lines = new HashMap<>();
        for (Event event = events.next(); event.getEventId() != Event.ID.MappingEnd; event = events.next()) {
            int line = line(event);
            YamlNode key = node(event, depth + 1, here);
            if (!(key instanceof YamlNode.Scalar scalar)) {
                here.addAtLine(line, "has a key that is not a text", "put it in quotes if it is meant as one");
                node(events.next(), depth + 1, here);
                continue;
            }
            Problems there = here.at(scalar.text());
            YamlNode value = node(events.next(), depth + 1, there);
            Integer first = lines.putIfAbsent(scalar.text(), line);
            if (first == null) {
                entries.add(new YamlNode.Entry(scalar.text(), value, line));
            } else {
                there.addAtLine(line, "is there twice, first in line " + first, "leave one out or rename it");
            }
        }
        return entries;
    }

    private List<YamlNode> items(int depth, Problems here) {
        List<YamlNode> items = new ArrayList<>();
        for (Event event = events.next(); event.getEventId() != Event.ID.SequenceEnd; event = events.next()) {
            items.add(node(event, depth + 1, here.at(items.size())));
        }
        return items;
    }

    private static int line(Event event) {
        return line(event.getStartMark());
    }

    private static int line(Optional<Mark> mark) {
        return mark.map(Mark::getLine).orElse(-1) + 1;
    }

    private static void addSyntaxError(MarkedYamlEngineException error, String yaml, FileKind kind, Problems problems) {
        String reason = error.getProblem();
        int line = line(error.getProblemMark());
        int begun = line(error.getContextMark());
        if (reason.contains("\\t(TAB)")) {
            problems.addAtLine(line, "has a tab where YAML takes only spaces", "indent with spaces");
        } else if (reason.equals("found unexpected end of stream")) {
            problems.addAtLine(begun, "has a quote that is not closed", "close it; a quote inside is doubled");
        } else if (reason.startsWith("found undefined tag handle")) {
            String handle =
                    reason.substring("found undefined tag handle".length()).strip();
            problems.addAtLine(line, kind.doesNotHave("has a tag", handle), kind.decorationHint());
        } else if (reason.startsWith("expected ',' or") && isReferenceInBrackets(yaml, error)) {
            problems.addAtLine(line, "has a '${' without quotes in brackets", "write \"${…}\", in quotes");
        } else if (reason.startsWith("expected ',' or")) {
            problems.addAtLine(
                    begun,
                    "has a bracket that is not closed before line " + line,
                    "close it, or put a comma between two values");
        } else {
            String first = reason.replaceFirst("\\. .*", "");
            problems.addAtLine(line, "is not valid YAML: " + Excerpt.plain(first), syntaxHint(reason));
        }
    }

    /** Where the parser stumbles over the '{' behind a '$' that begins a text. */
    private static boolean isReferenceInBrackets(String yaml, MarkedYamlEngineException error) {
        int index = error.getProblemMark().map(Mark::getIndex).orElse(0);
        return index > 0 && index < yaml.length() && yaml.charAt(index) == '{' && yaml.charAt(index - 1) == '$';
    }

    private static @Nullable String syntaxHint(String reason) {
        if (reason.startsWith("mapping values are not allowed")) {
            return "a text that holds ': ' needs quotes; a key has to stand in the same column as its neighbours";
        } else if (reason.contains("that cannot start any token")) {
            return "a text that begins with this character needs quotes";
        }
        return reason.startsWith("expected <block end>") ? "bring it into the same column as its neighbours" : null;
    }

    /** The file has passed a limit and is not read further. */
    private static final class GivenUp extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final int line;
        private final String reason;
        private final @Nullable String hint;

        GivenUp(int line, String reason, @Nullable String hint) {
            super(reason);
            this.line = line;
            this.reason = reason;
            this.hint = hint;
        }
    }
}
