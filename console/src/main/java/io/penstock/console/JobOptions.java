package io.penstock.console;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The command line of a job.
 *
 * @param profile the profile's file
 * @param pipeline the pipeline's file, to run it
 * @param stop name of a pipeline, to stop it
 * @param patience how long something outside may be away, or a stop may take
 */
record JobOptions(String profile, @Nullable String pipeline, @Nullable String stop, Duration patience) {

    static final String USAGE = "JobMain --profile FILE (--pipeline FILE | --stop NAME) [--patience SECONDS]";

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** @throws IllegalArgumentException with a message for who has called */
    static JobOptions parse(List<String> arguments) {
        @Nullable String profile = null;
        @Nullable String pipeline = null;
        @Nullable String stop = null;
        Duration patience = PATIENCE;
        for (Iterator<String> i = arguments.iterator(); i.hasNext(); ) {
            String option = i.next();
            switch (option) {
                case "--profile" -> profile = value(option, i);
                case "--pipeline" -> pipeline = value(option, i);
                case "--stop" -> stop = name(value(option, i));
                case "--patience" -> patience = seconds(value(option, i));
                default ->
                    throw new IllegalArgumentException(
                            "Cannot start the job, unknown option: " + option + ". Usage: " + USAGE);
            }
        }
        if (profile == null || (pipeline == null) == (stop == null)) {
            throw new IllegalArgumentException("Cannot start the job, an option is missing. Usage: " + USAGE);
        }
        return new JobOptions(profile, pipeline, stop, patience);
    }

    private static String value(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException("Cannot start the job, option has no value: " + option);
        }
        return rest.next();
    }

    /** It becomes a folder's name. */
    private static String name(String value) {
        if (value.matches("[a-z][a-z0-9-]*")) {
            return value;
        }
        throw new IllegalArgumentException("Cannot stop a pipeline, this is no name of one: " + value);
    }

    private static Duration seconds(String value) {
        try {
            return Duration.ofSeconds(Integer.parseUnsignedInt(value));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("Cannot start the job, this is no number of seconds: " + value, e);
        }
    }
}
