package io.penstock.source.kafka;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Objects for classes that Spark makes by their name and that get nothing but text: the text is the object's handle. Works within
 * one process. Thread-safe.
 */
public final class Handover<T> {

    private final Map<String, T> objects = new ConcurrentHashMap<>();

    /** Keeps the object. @return its handle */
    public String put(T object) {
        String handle = UUID.randomUUID().toString();
        objects.put(handle, object);
        return handle;
    }

    /** @throws IllegalStateException when the handle is unknown */
    public T get(@Nullable String handle) {
        T object = handle == null ? null : objects.get(handle);
        if (object == null) {
            throw new IllegalStateException("Cannot find what was handed over as " + handle);
        }
        return object;
    }

    /** Forgets the object. */
    public void remove(String handle) {
        objects.remove(handle);
    }
}
