package io.penstock.engine.deploy;

import io.penstock.engine.Engine;
import io.penstock.engine.RunControl;
import io.penstock.engine.RunListener;
import io.penstock.engine.driver.Drivers;
import io.penstock.pipeline.BatchRange;
import io.penstock.pipeline.Pipeline;
import io.penstock.pipeline.Trigger;
import org.jspecify.annotations.Nullable;

/** Decides where a deployed pipeline runs. */
@FunctionalInterface
public interface RunStarter {

    /**
     * Starts it; throws as {@link Engine#start} does, or {@link Engine#startBatch}.
     *
     * @param file name of its file
     * @param text the file
     * @param batch what it reads as a batch; nothing for a stream
     */
    RunControl start(Pipeline pipeline, String file, String text, @Nullable BatchRange batch, RunListener listener);

    /** All in this process. */
    static RunStarter inEngine(Engine engine) {
        return (pipeline, file, text, batch, listener) ->
                batch == null ? engine.start(pipeline, listener) : engine.startBatch(pipeline, batch, listener);
    }

    /** In this process, but for those in real time: they would keep the task slots that all others share. */
    static RunStarter sparing(Engine engine, Drivers drivers) {
        RunStarter here = inEngine(engine);
        return (pipeline, file, text, batch, listener) ->
                pipeline.trigger() instanceof Trigger.RealTime && batch == null
                        ? drivers.start(pipeline.name(), file, text, listener)
                        : here.start(pipeline, file, text, batch, listener);
    }
}
