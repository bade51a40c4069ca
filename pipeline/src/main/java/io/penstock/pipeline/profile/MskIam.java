package io.penstock.pipeline.profile;

import io.penstock.pipeline.Key;
import io.penstock.pipeline.Notation;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Access to Amazon MSK by IAM: the identity is that of the process, or a role that it takes on. Always over TLS. The cluster
 * has to have Amazon's {@code aws-msk-iam-auth} on its class path.
 */
public record MskIam(
        @Key(
                        value = "The role to take on.",
                        example = "arn:aws:iam::123456789012:role/penstock",
                        unset = "the identity is that of the process",
                        notation = Notation.ROLE)
                @Nullable
                String role,
        @Key(
                        value = "The region whose token service hands out the role.",
                        example = "eu-central-1",
                        unset = "the global token service",
                        notation = Notation.REGION)
                @Nullable
                String region) {

    Map<String, String> clientSettings() {
        Map<String, String> options = new LinkedHashMap<>();
        if (role != null) {
            options.put("awsRoleArn", role);
        }
        if (region != null) {
            options.put("awsStsRegion", region);
        }
        return Map.of(
                "sasl.mechanism",
                "AWS_MSK_IAM",
                "sasl.jaas.config",
                Jaas.config("software.amazon.msk.auth.iam.IAMLoginModule", options),
                "sasl.client.callback.handler.class",
                "software.amazon.msk.auth.iam.IAMClientCallbackHandler");
    }
}
