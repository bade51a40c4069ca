package io.penstock.console;

import io.penstock.engine.Engine;
import io.penstock.engine.EngineSettings;
import io.penstock.engine.InvalidPipelineException;
import io.penstock.engine.PipelineFailedException;
import io.penstock.engine.RefusedException;
import io.penstock.engine.StopRequest;
import io.penstock.engine.state.CorruptStateException;
import io.penstock.pipeline.LoadedPipeline;
import io.penstock.pipeline.LoadedProfile;
import io.penstock.pipeline.Pipeline;
import io.penstock.pipeline.PipelineLoader;
import io.penstock.pipeline.Problem;
import io.penstock.pipeline.ProblemReport;
import io.penstock.pipeline.ProfileLoader;
import io.penstock.pipeline.profile.MissingSecretException;
import io.penstock.pipeline.profile.Profile;
import io.penstock.pipeline.profile.SecretSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/**
 * A pipeline as an application of a Spark cluster: what {@code spark-submit} starts. See {@link JobOptions#USAGE}; files may lie
 * in any file system that Hadoop knows.
 *
 * <p>Runs until the pipeline has read all there was, is asked to stop by {@link StopRequest} or SIGTERM, or fails. Exit codes:
 * {@value #ENDED} ended or stopped as asked; {@value #FAILED} failed, starting it again may help; {@value #INVALID} wrong
 * command line, profile or pipeline; {@value #REFUSED} a person has to act, starting it again does not help; {@value
 * #TERMINATED} stopped in order by SIGTERM, so that a scheduler that moves the driver starts it again. The reason is one line
 * on standard error.
 */
public final class JobMain {

    static final int ENDED = 0;
    static final int FAILED = 1;
    static final int INVALID = 2;
    static final int REFUSED = 3;
    static final int TERMINATED = 143; // as shells have it: 128 and the number of the signal

    private static final Duration LOOK = Duration.ofMillis(500);

    private JobMain() {}

    public static void main(String[] arguments) {
        int code = run(List.of(arguments));
        LoggerFactory.getLogger(JobMain.class).info("job ended with exit code {}", code);
        if (code != ENDED) { // else by returning: YARN takes any exit of an application's own for a failure
            System.exit(code);
        }
    }

    private static int run(List<String> arguments) {
        Logger log = LoggerFactory.getLogger(JobMain.class);
        try {
            JobOptions options = options(arguments);
            EngineSettings settings = EngineSettings.of(loadProfile(options.profile()), SecretSource.ofProcess());
            return options.stop() != null
                    ? stop(StopRequest.of(impatient(settings), options.stop()), options)
                    : run(settings, PipelineLoader.load(options.pipeline(), read(options.pipeline())), options);
        } catch (RuntimeException | Error e) {
            System.err.println(e.getMessage() == null ? e.toString() : e.getMessage());
            int code = code(e);
            if (code != INVALID) {
                log.atError().setCause(e).log("job failed");
            }
            return code;
        }
    }

    private static JobOptions options(List<String> arguments) {
        try {
            return JobOptions.parse(arguments);
        } catch (IllegalArgumentException e) {
            throw new InvalidJobException(e.getMessage(), e);
        }
    }

    private static int run(EngineSettings settings, LoadedPipeline file, JobOptions options) {
        // the jars of processors came with the application, and are on the class path
        Pipeline pipeline =
                requireLoaded(file.fileName(), file.pipeline(), file.problems()).withJars(List.of());
        try (Engine engine = Engine.open(settings)) {
            Job job = new Job(engine, pipeline, StopRequest.of(settings, pipeline.name()), options.patience());
            Signal.handle(new Signal("TERM"), signal -> job.stop());
            return job.run() == Job.End.STOPPED ? TERMINATED : ENDED;
        } catch (InvalidPipelineException e) {
            throw new InvalidJobException(ProblemReport.text(file.fileName(), file.locate(e.problems())), e);
        }
    }

    /** An object store that is away is tried for minutes by default; somebody sits there and waits. */
    private static EngineSettings impatient(EngineSettings settings) {
        return settings.withHadoop(Map.of("fs.s3a.attempts.maximum", "2", "fs.s3a.retry.limit", "2"));
    }

    /** Asks, and waits until it is done; a request that nobody takes is withdrawn, else it would stop the next run. */
    private static int stop(StopRequest request, JobOptions options) {
        request.make();
        long deadline = System.nanoTime() + options.patience().toNanos();
        try {
            while (request.made()) {
                if (System.nanoTime() > deadline) {
                    request.withdraw();
                    System.err.printf(
                            "Cannot stop %s, no driver has taken the request within %d s: %s%n",
                            options.stop(), options.patience().toSeconds(), request.where());
                    return FAILED;
                }
                TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
            }
            return ENDED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FAILED;
        }
    }

    private static int code(Throwable why) {
        if (why instanceof InvalidJobException || why instanceof MissingSecretException) {
            return INVALID;
        }
        boolean forAPerson = why instanceof RefusedException
                || why instanceof CorruptStateException
                || (why instanceof PipelineFailedException failed && !failed.unexpected());
        return forAPerson ? REFUSED : FAILED;
    }

    private static Profile loadProfile(String file) {
        LoadedProfile loaded = ProfileLoader.load(file, read(file));
        return requireLoaded(file, loaded.profile(), loaded.problems());
    }

    private static <T> T requireLoaded(String file, @Nullable T loaded, List<Problem> problems) {
        if (loaded == null) {
            throw new InvalidJobException(ProblemReport.text(file, problems), null);
        }
        return loaded;
    }

    /**
     * A name without a scheme is one of this machine: Hadoop would take it for one of the cluster's default file system. Hadoop
     * also keeps the first client that it makes for a bucket, so this one is closed: it has the cluster's settings, and the
     * engine's is made with those of the profile.
     */
    private static String read(String file) {
        Path named = new Path(file);
        Path path = named.toUri().getScheme() == null
                ? new Path(java.nio.file.Path.of(file).toUri())
                : named;
        try (FileSystem files = FileSystem.newInstance(path.toUri(), new Configuration());
                InputStream in = files.open(path)) {
            return new String(in.readNBytes(PipelineLoader.MAX_BYTES + 1), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new InvalidJobException("Cannot start the job, the file cannot be read: " + file, e);
        }
    }

    /** The command line or a file is wrong. */
    private static final class InvalidJobException extends RuntimeException {

        InvalidJobException(@Nullable String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
