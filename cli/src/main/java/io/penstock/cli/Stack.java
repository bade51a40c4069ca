package io.penstock.cli;

import io.penstock.cli.runtime.RuntimeClient;
import io.penstock.local.LocalServices;
import io.penstock.local.RunningServices;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A runtime to work with: the one that is up, else one of this command's own, which ends with it.
 *
 * @param own what this command has started, or nothing
 */
record Stack(RuntimeClient client, @Nullable RunningServices own) implements AutoCloseable {

    /** A runtime that checks and queries; where it is started for it, there is no broker and no pipeline runs. */
    @SuppressWarnings("try") // what shows the time works by being open
    static Stack runtime(Context context) {
        return RuntimeClient.find(context.home())
                .map(client -> new Stack(client, null))
                .orElseGet(() -> {
                    context.err().println("No local stack is up, so this command starts a runtime for itself.");
                    try (Waiting waiting = Waiting.show(context, "starting the runtime")) {
                        return own(context, LocalServices.in(context.home()).startRuntimeHere());
                    }
                });
    }

    /** A broker and a runtime that run pipelines. */
    static Stack whole(Context context, PortOptions ports) {
        Optional<RuntimeClient> running = RuntimeClient.find(context.home());
        if (running.isPresent()) {
            return new Stack(running.get(), null);
        }
        context.err().println("No local stack is up, so this command starts one and stops it at its end.");
        try (StartProgress progress = new StartProgress(context)) {
            return own(context, ports.services(context.home()).startHere(progress));
        }
    }

    private static Stack own(Context context, RunningServices started) {
        try {
            return new Stack(RuntimeClient.require(context.home()), started);
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
