package io.penstock.engine;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** What is done with pipelines that may run meanwhile, one thing with each at a time. Thread-safe. */
final class Undertakings {

    private final Map<String, String> underWay = new ConcurrentHashMap<>();

    /**
     * Does something that nothing else of the kind may be done beside.
     *
     * @param what it is: {@code a replay}
     * @param doing the same, for the message: {@code replay dead letters of web}
     * @throws RefusedException when something is under way with the pipeline
     */
    <T> T alone(String pipeline, String what, String doing, Supplier<T> work) {
        String other = underWay.putIfAbsent(pipeline, what);
        if (other != null) {
            throw new RefusedException("Cannot %s, %s is under way".formatted(doing, other));
        }
        try {
            return work.get();
        } finally {
            underWay.remove(pipeline);
        }
    }
}
