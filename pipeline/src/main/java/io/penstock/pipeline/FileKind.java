package io.penstock.pipeline;

/** What the kinds of files have to say differently about the same faults. */
enum FileKind {
    PIPELINE(
            "pipeline files",
            "pipeline: my-first-pipeline",
            "split it into several pipelines",
            "write one pipeline per file") {
        @Override
        String doesNotHave(String fault, String written) {
            return super.doesNotHave(fault, written) + ": " + Excerpt.plain(written);
        }

        @Override
        String decorationHint() {
            return "remove it";
        }
    },

    /** A secret may stand where it should not, even as the name of an anchor: nothing of the text is shown. */
    PROFILE(
            "profiles",
            "profile: prod",
            "a profile says where things are, and little else",
            "write one profile per file") {
        @Override
        String decorationHint() {
            return "remove it; a text that begins with '!', '&' or '*' needs quotes";
        }
    },

    TEST(
            "test files",
            "cases:",
            "put records into files of their own, or split it into several",
            "write all cases of a pipeline under one cases:") {
        @Override
        String doesNotHave(String fault, String written) {
            return super.doesNotHave(fault, written) + ": " + Excerpt.plain(written);
        }

        @Override
        String decorationHint() {
            return "remove it; a text that begins with '!', '&' or '*' needs quotes";
        }
    };

    private final String plural;
    private final String firstLine;
    private final String tooLarge;
    private final String onePerFile;

    FileKind(String plural, String firstLine, String tooLarge, String onePerFile) {
        this.plural = plural;
        this.firstLine = firstLine;
        this.tooLarge = tooLarge;
        this.onePerFile = onePerFile;
    }

    /** A line that such a file could begin with. */
    String firstLine() {
        return firstLine;
    }

    /** The way out for a file that passes a limit. */
    String tooLarge() {
        return tooLarge;
    }

    /** The way out for a file with several documents. */
    String onePerFile() {
        return onePerFile;
    }

    /** The reason for something that YAML has and such files do not. */
    String doesNotHave(String fault, String written) {
        return "%s, which %s do not have".formatted(fault, plural);
    }

    /** The way out for an anchor or a tag. */
    abstract String decorationHint();
}
