package io.penstock.engine.deploy;

import io.penstock.engine.Engine;
import io.penstock.engine.RunControl;
import io.penstock.engine.RunListener;
import io.penstock.engine.driver.Drivers;
import io.penstock.pipeline.Pipeline;
import io.penstock.pipeline.Trigger;

/** Decides where a deployed pipeline runs. */
@FunctionalInterface
public interface RunStarter {

    /**
     * Starts it; throws as {@link Engine#start} does.
     *
     * @param file name of its file
     * @param text the file
     */
    RunControl start(Pipeline pipeline, String file, String text, RunListener listener);

    /** All in this process. */
    static RunStarter inEngine(Engine engine) {
        return (pipeline, file, text, listener) -> engine.start(pipeline, listener);
    }

    /** In this process, but for those in real time: they would keep the task slots that all others share. */
    static RunStarter sparing(Engine engine, Drivers drivers) {
        return (pipeline, file, text, listener) -> pipeline.trigger() instanceof Trigger.RealTime
                ? drivers.start(pipeline.name(), file, text, listener)
                : engine.start(pipeline, listener);
    }
}
