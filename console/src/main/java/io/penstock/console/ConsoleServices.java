package io.penstock.console;

import io.penstock.engine.Engine;
import io.penstock.engine.deploy.Deployments;
import io.penstock.engine.kafka.KafkaSettings;
import io.penstock.engine.sql.SqlService;
import java.nio.file.Path;

/**
 * What the API hands requests to.
 *
 * @param engine runs and proves pipelines
 * @param deployments the pipelines that stay
 * @param sql runs statements
 * @param kafka where the topics are
 * @param home folder with what the runtime keeps, its users among it
 * @param token what a request of the home's owner has
 * @param log the log file that errors name
 */
public record ConsoleServices(
        Engine engine,
        Deployments deployments,
        SqlService sql,
        KafkaSettings kafka,
        Path home,
        String token,
        Path log) {}
