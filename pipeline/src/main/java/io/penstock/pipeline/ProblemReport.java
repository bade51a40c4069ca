package io.penstock.pipeline;

import java.util.List;

/** Problems as people read them on a terminal. The text holds no control character but line breaks. */
public final class ProblemReport {

    private ProblemReport() {}

    /** All problems of one file under a headline, ending in a line break; empty if there are none. */
    public static String text(String fileName, List<Problem> problems) {
        if (problems.isEmpty()) {
            return "";
        }
        int width = problems.stream()
                .mapToInt(problem -> label(problem).length())
                .max()
                .orElse(0);
        String indent = " ".repeat(width == 0 ? 2 : width + 4);
        StringBuilder text = new StringBuilder("%s has %s; nothing was started.\n"
                .formatted(
                        Excerpt.plain(fileName), problems.size() == 1 ? "1 problem" : problems.size() + " problems"));
        for (Problem problem : problems) {
            text.append('\n').append(place(problem, indent));
            text.append(indent).append(clean(problem.reason(), indent)).append('\n');
            if (problem.hint() != null) {
                text.append(indent)
                        .append("hint: ")
                        .append(clean(problem.hint(), indent))
                        .append('\n');
            }
        }
        return text.toString();
    }

    /** The line and the path, as far as they are known. */
    private static String place(Problem problem, String indent) {
        String label = "  " + label(problem);
        if (problem.path().isEmpty()) {
            return label.isBlank() ? "" : label + "\n";
        }
        return label + " ".repeat(indent.length() - label.length()) + clean(problem.path(), indent) + "\n";
    }

    private static String label(Problem problem) {
        return problem.line() > 0 ? "line " + problem.line() : "";
    }

    private static String clean(String text, String indent) {
        return text.strip().replaceAll("[\\p{Cntrl}&&[^\n]]", " ").replace("\n", "\n" + indent);
    }
}
