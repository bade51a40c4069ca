package io.penstock.local;

import io.penstock.local.ServiceProcess.OutputKind;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A service whose process is asked over its standard input how it is. */
abstract sealed class PipedService extends Service permits Broker, Metastore, Search {

    private @Nullable ServicePipe pipe;

    PipedService(Home home, String name, Duration stopLimit) {
        super(home, name, stopLimit);
    }

    /** Where it serves, for messages. */
    abstract String address();

    /** Starts the process. @param logging the configuration of its log, on the class path */
    final void launch(List<String> options, String logging, List<String> main) {
        ServiceProcess started = ServiceProcess.start(home(), name(), options, logging, main, OutputKind.PIPE);
        started(started);
        pipe = ServicePipe.to(started);
    }

    /** Why it does not serve; {@link ServicePipe#SERVES} when it does. */
    final String ask() {
        return pipe == null ? ServicePipe.ENDED : pipe.ask();
    }

    @Override
    public synchronized void check() {
        String answer = ask();
        if (!answer.equals(ServicePipe.SERVES)) {
            throw new LocalServiceException(
                    "The %s does not serve on %s: %s".formatted(name(), address(), answer), null, log());
        }
    }
}
