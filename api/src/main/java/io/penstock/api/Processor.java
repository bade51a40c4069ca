package io.penstock.api;

/**
 * Computes a view from the rows of each key, one after the other, with state that is kept for the key and timers in event time. A
 * public class with a public constructor without parameters.
 *
 * <p><b>Order:</b> the rows of a key come in the order of their event time, each once the watermark has passed it: then no earlier row
 * can come any more. Rows of the same time come in the order of their columns' values. A timer goes off in its turn between them,
 * behind the rows of its own time.
 * <p><b>Delivery:</b> exactly once. What a batch has emitted and the state after it are committed together; a batch that is computed
 * again begins with the state before it. Rows that come too late are taken out before, and kept as late rows.
 * <p><b>The same every time:</b> what is emitted may depend on the rows of the key, its state, the times given here and the settings,
 * and on nothing else: no clock, no random numbers, no other service, no static fields. Then it does not depend on how the rows were
 * divided into batches or how often the pipeline was restarted, and an audit that computes all of it a second time gets the same rows.
 * <p><b>Failures:</b> an exception ends the pipeline with its message; the batch is computed again at the next start.
 * <p><b>Threads:</b> an instance belongs to one thread. There are several at a time, each for other keys, and they come and go: what has
 * to last is state.
 */
public interface Processor {

    /**
     * Comes first, once for each instance: reads settings and declares state. It is also called when a pipeline file is checked; an
     * exception is a problem of the file then.
     */
    default void open(Setup setup) throws Exception {}

    /** Takes the next row of a key. */
    void row(Row row, Context context) throws Exception;

    /** A timer of a key goes off; it is no longer set. @param name under which it was set */
    default void timer(String name, Context context) throws Exception {}
}
