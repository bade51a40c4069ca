package io.penstock.engine.processor;

import io.penstock.api.Processor;
import io.penstock.api.Setup;
import io.penstock.api.StateList;
import io.penstock.api.StateMap;
import io.penstock.api.StateValue;
import java.lang.invoke.MethodType;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A processor as it is opened, with the state that it declares. */
public final class Opening implements Setup {

    private static final String NAMES = "[A-Za-z][A-Za-z0-9_]{0,62}";

    private final Map<String, String> settings;
    private final Turn turn;
    private final Map<String, Kept> declared = new LinkedHashMap<>();
    private boolean open = true;

    private Opening(Map<String, String> settings, Turn turn) {
        this.settings = settings;
        this.turn = turn;
    }

    /** Opens a processor whose state belongs to the turns. @throws Exception whatever the processor throws */
    static List<Kept> open(Processor processor, Map<String, String> settings, Turn turn) throws Exception {
        Opening opening = new Opening(settings, turn);
        processor.open(opening);
        opening.open = false;
        return List.copyOf(opening.declared.values());
    }

    /**
     * Creates a processor and opens it, to see whether that can be done.
     *
     * @return the types of all that it keeps, by their paths: what must stay as it is while there is state
     */
    public static Map<String, String> check(Code code, Map<String, String> settings) throws InvalidProcessorException {
        Processor processor = code.create();
        Map<String, String> types = new TreeMap<>();
        try {
            open(processor, settings, new Turn()).forEach(kept -> kept.describe(types));
        } catch (Exception | LinkageError e) {
            throw new InvalidProcessorException(
                    "cannot be opened: " + (e.getMessage() == null ? e.toString() : e.getMessage()), null, e);
        }
        return types;
    }

    @Override
    public String setting(String name) {
        String value = settings.get(name);
        if (value == null) {
            throw new IllegalArgumentException("setting " + name + " is missing");
        }
        return value;
    }

    @Override
    public String setting(String name, String otherwise) {
        return settings.getOrDefault(name, otherwise);
    }

    @Override
    public <T> StateValue<T> value(String name, Class<T> type) {
        return declare(new KeptValue<>(name, boxed(type), null, turn));
    }

    @Override
    public <T> StateValue<T> value(String name, Class<T> type, Duration expiresAfter) {
        return declare(new KeptValue<>(name, boxed(type), micros(name, expiresAfter), turn));
    }

    @Override
    public <T> StateList<T> list(String name, Class<T> type) {
        return declare(new KeptList<>(name, boxed(type), null, turn));
    }

    @Override
    public <T> StateList<T> list(String name, Class<T> type, Duration expiresAfter) {
        return declare(new KeptList<>(name, boxed(type), micros(name, expiresAfter), turn));
    }

    @Override
    public <K extends Comparable<? super K>, V> StateMap<K, V> map(String name, Class<K> key, Class<V> value) {
        return declare(new KeptMap<>(name, boxed(key), boxed(value), null, turn));
    }

    @Override
    public <K extends Comparable<? super K>, V> StateMap<K, V> map(
            String name, Class<K> key, Class<V> value, Duration expiresAfter) {
        return declare(new KeptMap<>(name, boxed(key), boxed(value), micros(name, expiresAfter), turn));
    }

    @SuppressWarnings("unchecked") // long.class is a Class<Long>
    private static <T> Class<T> boxed(Class<T> type) {
        return (Class<T>) MethodType.methodType(type).wrap().returnType();
    }

    private static @Nullable Long micros(String name, Duration expiresAfter) {
        long micros = TimeUnit.MICROSECONDS.convert(expiresAfter);
        if (micros <= 0) {
            throw new IllegalArgumentException(
                    "state %s expires after %s, expected more than nothing".formatted(name, expiresAfter));
        }
        return micros;
    }

    private <K extends Kept> K declare(K kept) {
        if (!open) {
            throw new IllegalStateException("Cannot declare state " + kept.name() + " here, only in open");
        }
        if (!kept.name().matches(NAMES)) {
            throw new IllegalArgumentException(
                    "state has the name '%s', use letters, digits and '_', at most 63".formatted(kept.name()));
        }
        if (declared.putIfAbsent(kept.name(), kept) != null) {
            throw new IllegalArgumentException("state is declared twice: " + kept.name());
        }
        return kept;
    }
}
