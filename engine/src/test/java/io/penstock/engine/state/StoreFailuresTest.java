package io.penstock.engine.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.s3a.AWSServiceThrottledException;
import org.apache.hadoop.fs.s3a.RemoteFileChangedException;
import org.apache.hadoop.fs.s3a.UnknownStoreException;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

class StoreFailuresTest {

    private static final SdkClientException CLIENT = SdkClientException.create("no answer");

    @Test
    void knowsWhatTheClientOfS3CouldNotDo() {
        assertThat(StoreFailures.find(new UncheckedIOException(new IOException("put x: no answer\nsecond", CLIENT))))
                .isEqualTo("put x: no answer");
        assertThat(StoreFailures.find(new IllegalStateException(new UnknownStoreException("s3://b", "no bucket"))))
                .isEqualTo("`s3://b': no bucket");
        assertThat(StoreFailures.find(new AWSServiceThrottledException("put x", (S3Exception) S3Exception.builder()
                        .message("slow down")
                        .statusCode(503)
                        .build())))
                .startsWith("put x: ")
                .contains("slow down");
    }

    @Test
    void knowsAFileSystemThatDoesNotAnswer() {
        assertThat(StoreFailures.find(new UncheckedIOException(new ConnectException("Call to nn:8020 failed"))))
                .isEqualTo("Call to nn:8020 failed");
    }

    @Test
    void leavesAnswersToOthers() {
        assertThat(StoreFailures.find(new FileNotFoundException("no such file")
                        .initCause(NoSuchKeyException.builder().build())))
                .isNull();
        assertThat(StoreFailures.find(new FileAlreadyExistsException("x already exists")
                        .initCause(new RemoteFileChangedException("x", "put", "412"))))
                .isNull();
        assertThat(StoreFailures.find(new IOException("No space left on device")))
                .isNull();
        assertThat(StoreFailures.find(new CorruptStateException("Cannot read x", null)))
                .isNull();
    }
}
