package io.penstock.cli.submit;

import io.penstock.pipeline.profile.Profile;
import java.nio.file.Path;
import java.util.List;

/**
 * A pipeline that is to run on a cluster.
 *
 * @param name the pipeline's name
 * @param pipelineFile its file here, an absolute path
 * @param profile where it is to run
 * @param profileFile that profile's file here, an absolute path
 * @param jar the packaged jar here, an absolute path; for targets that do not say where it is
 * @param processorJars the jars here of the pipeline's processors, absolute paths
 */
public record Job(
        String name, Path pipelineFile, Profile profile, Path profileFile, Path jar, List<Path> processorJars) {

    public Job {
        processorJars = List.copyOf(processorJars);
    }

    String pipelineFileName() {
        return String.valueOf(pipelineFile.getFileName());
    }

    String profileFileName() {
        return String.valueOf(profileFile.getFileName());
    }
}
