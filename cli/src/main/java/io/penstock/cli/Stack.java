package io.penstock.cli;

import io.penstock.cli.runtime.RuntimeClient;
import io.penstock.local.Home;
import io.penstock.local.LocalServices;
import io.penstock.local.RunningServices;
import io.penstock.pipeline.LoadedProfile;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A runtime to work with: the one that is up, else one of this command's own, which ends with it.
 *
 * @param home where its logs are
 * @param own what this command has started, or nothing
 */
record Stack(RuntimeClient client, Home home, @Nullable RunningServices own) implements AutoCloseable {

    /** A runtime that checks and queries; where it is started for it, there is no broker and no pipeline runs. */
    @SuppressWarnings("try") // what shows the time works by being open
    static Stack runtime(Context context) {
        return RuntimeClient.find(context.home())
                .map(client -> new Stack(client, context.home(), null))
                .orElseGet(() -> {
                    context.err().println("No local stack is up, so this command starts a runtime for itself.");
                    try (Waiting waiting = Waiting.show(context, "starting the runtime")) {
                        return own(
                                context.home(), LocalServices.in(context.home()).startRuntimeHere());
                    }
                });
    }

    /** A broker and a runtime that run pipelines. */
    static Stack whole(Context context, PortOptions ports) {
        Optional<RuntimeClient> running = RuntimeClient.find(context.home());
        if (running.isPresent()) {
            return new Stack(running.get(), context.home(), null);
        }
        context.err().println("No local stack is up, so this command starts one and stops it at its end.");
        try (StartProgress progress = new StartProgress(context)) {
            return own(context.home(), ports.services(context.home()).startHere(progress));
        }
    }

    /**
     * A runtime on what the profile names. It has a home of its own below that of the local stack, with which it shares
     * nothing.
     */
    @SuppressWarnings("try") // what shows the time works by being open
    static Stack on(Context context, LoadedProfile profile) {
        String name = Objects.requireNonNull(profile.profile()).name();
        Home home = new Home(context.home().root().resolve("profiles").resolve(name));
        Path file = Path.of(profile.fileName()).toAbsolutePath();
        try (Waiting waiting = Waiting.show(context, "starting a runtime on profile " + name)) {
            return own(home, LocalServices.in(home).startRuntimeHere(file));
        }
    }

    private static Stack own(Home home, RunningServices started) {
        try {
            return new Stack(RuntimeClient.require(home), home, started);
        } catch (RuntimeException e) {
            started.close();
            throw e;
        }
    }

    @Override
    public void close() {
        if (own != null) {
            own.close();
        }
    }
}
