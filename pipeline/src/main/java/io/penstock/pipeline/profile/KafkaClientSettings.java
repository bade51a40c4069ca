package io.penstock.pipeline.profile;

import io.penstock.pipeline.Problems;
import io.penstock.pipeline.Suggestion;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The settings of Kafka's clients that a profile may give. An allow-list, since others load classes, call addresses, read
 * files (CVE-2025-27817, CVE-2025-27818) or loosen what exactly once depends on.
 */
public final class KafkaClientSettings {

    private static final Set<String> WORDS =
            Set.of("client.dns.lookup", "client.id", "client.rack", "compression.type", "metadata.recovery.strategy");

    private static final Set<String> NUMBERS = Set.of(
            "batch.size",
            "buffer.memory",
            "compression.gzip.level",
            "compression.lz4.level",
            "compression.zstd.level",
            "connections.max.idle.ms",
            "default.api.timeout.ms",
            "delivery.timeout.ms",
            "fetch.max.bytes",
            "fetch.max.wait.ms",
            "fetch.min.bytes",
            "heartbeat.interval.ms",
            "linger.ms",
            "max.block.ms",
            "max.partition.fetch.bytes",
            "max.poll.interval.ms",
            "max.poll.records",
            "max.request.size",
            "metadata.max.age.ms",
            "metadata.max.idle.ms",
            "metadata.recovery.rebootstrap.trigger.ms",
            "receive.buffer.bytes",
            "reconnect.backoff.max.ms",
            "reconnect.backoff.ms",
            "request.timeout.ms",
            "retry.backoff.max.ms",
            "retry.backoff.ms",
            "send.buffer.bytes",
            "session.timeout.ms",
            "socket.connection.setup.timeout.max.ms",
            "socket.connection.setup.timeout.ms");

    /** What is refused with a reason of its own; the first that matches. */
    private static final List<Refusal> REFUSALS = List.of(
            new Refusal("bootstrap\\.servers", "use the key kafka.bootstrap-servers"),
            new Refusal("security\\.protocol", "leave it out: it follows from tls, scram and msk-iam"),
            new Refusal("sasl\\..*", "use the key kafka.scram or kafka.msk-iam"),
            new Refusal("ssl\\..*", "use the key kafka.tls"),
            new Refusal(
                    "security\\..*|config\\.providers.*|.*(jaas|oauth|login).*|.*\\.(class|classes|reporters)|.*(serializer|interceptor|partitioner|assignment).*",
                    "leave it out: a profile names no classes and no files for Kafka's clients to load"),
            new Refusal(
                    "acks|retries|enable\\..*|auto\\..*|isolation\\.level|group\\..*|transactional?\\..*|max\\.in\\.flight.*|check\\.crcs|exclude\\..*|allow\\..*",
                    "leave it out: what is read and kept exactly once depends on it, and the engine sets it"));

    private KafkaClientSettings() {}

    /** Whether a profile may give the setting of this name. */
    public static boolean mayBeGiven(String name) {
        return WORDS.contains(name) || NUMBERS.contains(name);
    }

    /** Adds a problem if the value cannot be that of the setting; it does not show the value. */
    static void check(String name, String value, Problems problems) {
        if (value.isBlank()) {
            problems.add("is empty", "give it a value or leave it out");
        } else if (NUMBERS.contains(name) && !value.matches("-?[0-9]{1,10}")) {
            problems.add("is not a whole number", "write digits only; the name says the unit");
        }
    }

    /** All that may be given, in the order of their names. */
    public static Set<String> names() {
        Set<String> names = new TreeSet<>(NUMBERS);
        names.addAll(WORDS);
        return names;
    }

    /** What to do instead of giving a setting that may not be given. */
    public static String hint(String name) {
        return REFUSALS.stream()
                .filter(refusal -> refusal.names.matcher(name).matches())
                .findFirst()
                .map(Refusal::hint)
                .or(() -> Suggestion.among(names(), name))
                .orElse("see docs/profile-file.md for those that may be given");
    }

    private record Refusal(Pattern names, String hint) {
        Refusal(String names, String hint) {
            this(Pattern.compile(names, Pattern.CASE_INSENSITIVE), hint);
        }
    }
}
