package io.penstock.pipeline.profile;

import io.penstock.pipeline.Key;
import io.penstock.pipeline.Notation;
import org.jspecify.annotations.Nullable;

/**
 * Requests to Amazon's OpenSearch are signed (Signature Version 4) with the identity of the process: its environment, its role, or what
 * else Amazon's SDK finds. The cluster has to have the libraries of that SDK on its class path.
 */
public record SigV4(
        @Key(
                        value = "The region of the domain or collection.",
                        example = "eu-central-1",
                        unset = "that of the process",
                        notation = Notation.REGION)
                @Nullable
                String region,
        @Key(
                        value =
                                "`es` for domains of the OpenSearch Service, `aoss` for collections of OpenSearch Serverless.",
                        example = "aoss",
                        defaultsTo = "es")
                SearchService service) {}
