package io.penstock.bench.contender;

/** One way from Kafka to a table, in a JVM of its own. Its main class hands it to {@link ContenderMain}. */
public interface Contender {

    /** Makes what is there before the clock starts. Called before each {@link #run}. */
    default void prepare(Job job) throws Exception {}

    /**
     * Reads the topic from its beginning to its end into the job's table, which is not there yet.
     *
     * <p>Returns after the last commit, and at once: what is tidied up afterwards belongs into {@link #close}.
     */
    void run(Job job) throws Exception;

    /**
     * Reads what comes into the topic from now on into the job's table, which is not there yet, or for a job with an {@linkplain
     * Job#outputTopic() output topic} sends it there. Returns once it runs, and goes on until the process ends.
     */
    default void start(Job job) throws Exception {
        throw new UnsupportedOperationException(
                "Cannot run for ever: " + getClass().getSimpleName());
    }

    /** What a contender that runs for ever says of itself when it is asked: an object of JSON. */
    default String figures() {
        return "{}";
    }

    /** Ends what the runs left behind. */
    default void close() throws Exception {}
}
