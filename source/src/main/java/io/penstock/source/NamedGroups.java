package io.penstock.source;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression of Java whose groups are named as columns are. Java's own names have no {@code _}, and before Java 20
 * nobody can ask for them: so groups are found, and named anew, before Java sees the expression.
 *
 * @param pattern the expression, the group of {@code names.get(i)} named {@link #group group(i)}
 * @param names names of its groups in their order
 */
record NamedGroups(Pattern pattern, List<String> names) {

    /** @throws PatternSyntaxException when it is no regular expression, or a name is there twice */
    static NamedGroups of(String regex) {
        Renaming renaming = new Renaming(regex);
        return new NamedGroups(Pattern.compile(renaming.run()), List.copyOf(renaming.names));
    }

    /** What Java knows a group by. */
    static String group(int index) {
        return "g" + index;
    }

    /** Walks over an expression as far as is needed to tell a group's name from the same characters elsewhere. */
    private static final class Renaming {

        private final String regex;
        private final StringBuilder renamed = new StringBuilder();
        private final List<String> names = new ArrayList<>();
        private int at;
        private int openClasses; // [a-z&&[^b]]: classes nest, and a bracket opens no group in them

        Renaming(String regex) {
            this.regex = regex;
        }

        String run() {
            while (at < regex.length()) {
                if (regex.startsWith("\\Q", at)) {
                    int end = regex.indexOf("\\E", at);
                    copy(end < 0 ? regex.length() - at : end + 2 - at);
                } else if (regex.startsWith("\\k<", at)) {
                    reference();
                } else if (regex.charAt(at) == '\\') {
                    copy(2);
                } else if (openClasses == 0 && opensNamedGroup()) {
                    group();
                } else {
                    openClasses += bracket(regex.charAt(at));
                    copy(1);
                }
            }
            return renamed.toString();
        }

        private int bracket(char c) {
            if (c == '[') {
                return 1;
            }
            return c == ']' && openClasses > 0 ? -1 : 0;
        }

        private boolean opensNamedGroup() {
            return regex.startsWith("(?<", at)
                    && !regex.startsWith("(?<=", at) // looks behind
                    && !regex.startsWith("(?<!", at);
        }

        private void group() {
            int start = at;
            copy(3);
            String name = name();
            if (names.contains(name)) {
                throw new PatternSyntaxException("Group '" + name + "' is there twice", regex, start);
            }
            renamed.append(NamedGroups.group(names.size()));
            names.add(name);
        }

        private void reference() {
            int start = at;
            copy(3);
            String name = name();
            if (!names.contains(name)) {
                throw new PatternSyntaxException(
                        "Group '" + name + "' is referred to before it is there", regex, start);
            }
            renamed.append(NamedGroups.group(names.indexOf(name)));
        }

        private String name() {
            int end = regex.indexOf('>', at);
            if (end <= at) {
                throw new PatternSyntaxException("A group has no name", regex, at);
            }
            String name = regex.substring(at, end);
            at = end;
            return name;
        }

        private void copy(int length) {
            int end = Math.min(regex.length(), at + length);
            renamed.append(regex, at, end);
            at = end;
        }
    }
}
