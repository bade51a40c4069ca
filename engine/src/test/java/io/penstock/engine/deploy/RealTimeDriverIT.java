package io.penstock.engine.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.engine.TestStack;
import io.penstock.engine.TestTopic;
import io.penstock.engine.driver.Drivers;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Deployed pipelines in real time, which have a driver of their own. */
@ExtendWith(TestStack.Extension.class)
class RealTimeDriverIT {

    private static final String PIPELINE =
            """
            pipeline: driven
            sources:
              clicks: { kafka: { topic: driven }, decode: { csv: { schema: "id BIGINT" } } }
            outputs:
              sent: { topic: driven-sent, from: clicks }
            trigger: realtime 2 minutes
            """;

    @TempDir
    Path folder;

    @Test
    void runsInAProcessOfItsOwnThatIsStartedAgainWhenItDies(TestStack stack) {
        TestTopic topic = stack.topic("driven", 2);
        TestTopic output = stack.topic("driven-sent", 1);
        RunStarter starter = RunStarter.sparing(stack.engine(), new Drivers(stack.settings(), folder.resolve("logs")));
        Set<ProcessHandle> before = children();
        try (Deployments deployments = Deployments.open(stack.engine(), starter, folder.resolve("pipelines"))) {
            deployments.apply("driven.yaml", PIPELINE, true);

            assertThat(deployments.status("driven").state()).isEqualTo(DeploymentState.RUNNING);
            topic.send(List.of("1", "2", "three"));
            awaitRecords(output, 2);
            assertThat(activeJobs(stack)).as("jobs of the shared runtime").isZero();

            // when it is killed in mid-batch
            assertThat(childrenBeside(before)).hasSize(1).allMatch(ProcessHandle::destroyForcibly);
            Awaitility.await("the end of the driver").atMost(TestStack.LIMIT).untilAsserted(() -> assertThat(
                            deployments.status("driven").lastError())
                    .isEqualTo("Cannot go on with driven, its driver has ended with exit code 137; its log is "
                            + folder.resolve("logs").resolve("driver-driven.log")));
            Awaitility.await("the next driver")
                    .atMost(TestStack.LIMIT)
                    .until(() -> deployments.status("driven").state() == DeploymentState.RUNNING);
            awaitRecords(output, 4); // the batch at hand is sent again

            DeploymentStatus stopped = deployments.stop("driven");
            assertThat(stopped)
                    .returns(DeploymentState.STOPPED, DeploymentStatus::state)
                    .returns(3L, DeploymentStatus::records)
                    .returns(2L, DeploymentStatus::rows)
                    .returns(1L, DeploymentStatus::deadLetters);
            assertThat(childrenBeside(before)).isEmpty();
            stack.verified(deployments.pipeline("driven"));
            assertThat(deployments.reset("driven").stateRemoved()).isTrue();
        }
    }

    private static void awaitRecords(TestTopic topic, int count) {
        Awaitility.await("records in " + topic.name())
                .atMost(TestStack.LIMIT)
                .untilAsserted(() -> assertThat(topic.read()).hasSize(count));
    }

    private static int activeJobs(TestStack stack) {
        return new JavaSparkContext(stack.engine().newSession().sparkContext())
                .statusTracker()
                .getActiveJobIds()
                .length;
    }

    private static Set<ProcessHandle> children() {
        return ProcessHandle.current().children().collect(Collectors.toSet());
    }

    private static Set<ProcessHandle> childrenBeside(Set<ProcessHandle> before) {
        Set<ProcessHandle> others = children();
        others.removeAll(before);
        return others;
    }
}
