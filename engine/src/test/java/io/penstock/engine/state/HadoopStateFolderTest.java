package io.penstock.engine.state;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

/** On Hadoop's file system for local files, which renames as HDFS does as long as nobody is faster. */
class HadoopStateFolderTest extends StateFolderContract {

    @Override
    StateFolder folder(Path path) {
        return HadoopStateFolder.at(path.toUri(), new Configuration());
    }

    @Test
    void saysWhichFileIsMissing() {
        assertThatThrownBy(() -> folder(root).read("x"))
                .hasMessageStartingWith("Cannot read file:" + root.resolve("x") + ", ")
                .hasCauseInstanceOf(FileNotFoundException.class);
    }
}
