package io.penstock.pipeline.profile;

import io.penstock.pipeline.Checked;
import io.penstock.pipeline.Key;
import io.penstock.pipeline.Notation;
import io.penstock.pipeline.Problems;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An object store that speaks the S3 API. */
public record S3(
        @Key(
                        value = "The region of the buckets.",
                        example = "eu-central-1",
                        unset = "that of the process",
                        notation = Notation.REGION)
                @Nullable
                String region,
        @Key(
                        value = "The address of the service, for one that is not Amazon's.",
                        example = "http://127.0.0.1:9000",
                        unset = "Amazon's, in that region",
                        notation = Notation.HTTP_ADDRESS)
                @Nullable
                String endpoint,
        @Key(
                        value =
                                "`true` puts the bucket into the path and not into the host, as most services but Amazon's need it.",
                        example = "true",
                        defaultsTo = "false")
                boolean pathStyle,
        @Key(
                        value = "Where the access key is.",
                        example = "\"${env:AWS_ACCESS_KEY_ID}\"",
                        unset = "the identity is that of the process",
                        notation = Notation.SECRET)
                @Nullable
                Secret accessKey,
        @Key(
                        value = "Where the secret key is.",
                        example = "\"${env:AWS_SECRET_ACCESS_KEY}\"",
                        unset = "the identity is that of the process",
                        notation = Notation.SECRET)
                @Nullable
                Secret secretKey)
        implements Checked {

    @Override
    public void check(Problems problems) {
        if (accessKey != null && secretKey == null) {
            problems.at("access-key").add("has no secret key", "add secret-key: \"${env:…}\"");
        }
        if (secretKey != null && accessKey == null) {
            problems.at("secret-key").add("has no access key", "add access-key: \"${env:…}\"");
        }
    }

    /**
     * Settings of Hadoop's S3A, without the prefix {@code spark.hadoop.}. Secrets are in the clear.
     *
     * @throws MissingSecretException if a secret is not there
     */
    public Map<String, String> hadoopSettings(SecretSource secrets) {
        Map<String, String> settings = new LinkedHashMap<>();
        if (region != null) {
            settings.put("fs.s3a.endpoint.region", region);
        }
        if (endpoint != null) {
            settings.put("fs.s3a.endpoint", endpoint);
        }
        if (pathStyle) {
            settings.put("fs.s3a.path.style.access", "true");
        }
        if (accessKey != null && secretKey != null) {
            settings.put("fs.s3a.access.key", accessKey.reveal(secrets));
            settings.put("fs.s3a.secret.key", secretKey.reveal(secrets));
            // these keys or none: the default goes on to look for an identity elsewhere when they are wrong
            settings.put("fs.s3a.aws.credentials.provider", "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider");
        }
        return settings;
    }
}
