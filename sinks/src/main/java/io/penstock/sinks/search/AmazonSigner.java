package io.penstock.sinks.search;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/**
 * Signs requests as Amazon's OpenSearch wants it, by Amazon's SDK: each with the time, the hash of its body and the session's token, so
 * one that is sent again is signed again. Nobody else uses the SDK, whose libraries are only where they are needed. Thread-safe.
 */
final class AmazonSigner {

    private static final List<String> OURS = List.of("Host", "Content-Type"); // set by the client

    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
    private final AwsCredentialsProvider identity =
            DefaultCredentialsProvider.create(); // the process's; renews what ends
    private final SearchSettings.Signing how;
    private volatile @Nullable String region; // once it is known: looking for it may ask the machine

    private AmazonSigner(SearchSettings.Signing how) {
        this.how = how;
        this.region = how.region();
    }

    /** @throws SearchUnavailableException when the SDK's libraries are not there */
    static AmazonSigner of(SearchSettings.Signing how) {
        try {
            return new AmazonSigner(how);
        } catch (NoClassDefFoundError e) {
            throw new SearchUnavailableException(
                    "Cannot sign requests to OpenSearch, a class of Amazon's SDK is not on the class path: %s. Make the jar with penstock package --with-aws"
                            .formatted(e.getMessage()),
                    e);
        }
    }

    /**
     * The headers that a request is sent with besides its type.
     *
     * @param what what is done, for messages
     * @throws SearchUnavailableException when the SDK finds no identity or no region
     */
    Map<String, String> headers(String what, String method, URI uri, String type, byte[] body, int length) {
        SdkHttpRequest request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.fromValue(method))
                .uri(uri)
                .putHeader("Content-Type", type)
                .build();
        SignRequest<AwsCredentialsIdentity> unsigned;
        try {
            AwsCredentialsIdentity who = identity.resolveCredentials();
            unsigned = SignRequest.builder(who)
                    .request(request)
                    .payload(() -> new ByteArrayInputStream(body, 0, length))
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, how.service())
                    .putProperty(AwsV4HttpSigner.REGION_NAME, region())
                    .build();
        } catch (SdkClientException e) {
            throw new SearchUnavailableException(
                    "Cannot %s, the request cannot be signed: %s".formatted(what, SearchErrors.words(e)), e);
        }
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        signer.sign(unsigned)
                .request()
                .headers()
                .forEach((name, values) -> headers.put(name, String.join(",", values)));
        OURS.forEach(headers::remove);
        return headers;
    }

    private String region() {
        String known = region;
        if (known == null) {
            known = new DefaultAwsRegionProviderChain().getRegion().id();
            region = known;
        }
        return known;
    }
}
