package io.penstock.engine;

import java.nio.file.Path;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.FileAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.layout.PatternLayout;

/** What this process logs meanwhile, in a file: all that our packages say, and what Kafka and Spark say by default. */
final class CapturedLog implements AutoCloseable {

    private static final String OURS = "io.penstock";

    private final LoggerContext context = (LoggerContext) LogManager.getContext(false);
    private final FileAppender appender;
    private final LoggerConfig ours = new LoggerConfig(OURS, Level.DEBUG, true);

    private CapturedLog(Path file) {
        appender = FileAppender.newBuilder()
                .setName("captured")
                .withFileName(file.toString())
                .setLayout(PatternLayout.newBuilder()
                        .withPattern("%d %p %c %m %X%n%throwable")
                        .build())
                .build();
    }

    static CapturedLog in(Path file) {
        CapturedLog log = new CapturedLog(file);
        log.appender.start();
        log.context.getConfiguration().getRootLogger().addAppender(log.appender, Level.ALL, null);
        log.context.getConfiguration().addLogger(OURS, log.ours);
        log.context.updateLoggers();
        return log;
    }

    @Override
    public void close() {
        context.getConfiguration().removeLogger(OURS);
        context.getConfiguration().getRootLogger().removeAppender(appender.getName());
        context.updateLoggers();
        appender.stop();
    }
}
