package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.penstock.engine.SignatureCheck.Identity;
import io.penstock.sinks.search.BulkWriter;
import io.penstock.sinks.search.IndexGeneration;
import io.penstock.sinks.search.IndexSpec;
import io.penstock.sinks.search.SearchIndex;
import io.penstock.sinks.search.SearchSettings;
import io.penstock.sinks.search.SearchUnavailableException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Requests signed as Amazon's OpenSearch wants it, to a real OpenSearch behind a gateway that computes each signature again. */
@ExtendWith(SearchServer.Extension.class)
class SignedSearchIT {

    private static final String REGION = "eu-central-1";
    private static final byte[] BRACKET = {'{'};
    private static final Identity FIRST = new Identity("AKIDFIRST", "first-secret/+of=a canary", "first-token/+==");
    private static final Identity SECOND = new Identity("AKIDSECOND", "second-secret-of-a-canary", "second-token");

    private final AtomicReference<Identity> admitted = new AtomicReference<>(FIRST);

    @AfterEach
    void forget() {
        for (String property : new String[] {
            "aws.accessKeyId",
            "aws.secretAccessKey",
            "aws.sessionToken",
            "aws.disableEc2Metadata",
            "aws.sharedCredentialsFile",
            "aws.configFile"
        }) {
            System.clearProperty(property);
        }
    }

    @Test
    void areTakenAndThoseThatAreSentAgainAreSignedAgain(SearchServer search) {
        have(FIRST);
        try (FaultyGateway gateway = gateway(search, "es")) {
            IndexSpec spec = spec("signed-a");
            SearchIndex index = SearchIndex.findOrCreate(settings(gateway, "es"), spec);
            IndexGeneration generation = index.generation(spec, "first");
            gateway.answerBulksWith(429);
            gateway.atFault(
                    () -> { // a session ends meanwhile
                        admitted.set(SECOND);
                        have(SECOND);
                    });
            BulkWriter writer = new BulkWriter(generation, generation.ofBatch(0));
            for (int i = 0; i < 6_000; i++) {
                writer.write(BulkWriter.Fate.NONE, null, "id " + i, BRACKET, json("{\"t\":\"é" + i + "\"}"));
            }
            writer.complete();

            assertThat(gateway.bulks()).isEqualTo(3);
            index.refresh();
            List<String> read = new ArrayList<>();
            for (int part = 0; part < 3; part++) {
                try (Stream<String> documents = index.sources(part, 3)) {
                    documents.forEach(read::add);
                }
            }
            assertThat(read).hasSize(6_000).doesNotHaveDuplicates();
        }
    }

    @Test
    void areTakenForServerless(SearchServer search) {
        have(FIRST);
        try (FaultyGateway gateway = gateway(search, "aoss")) {
            SearchIndex.findOrCreate(settings(gateway, "aoss"), spec("signed-b"));

            assertThat(search.count("signed-b")).isZero();
            assertThatThrownBy(() -> SearchIndex.find(settings(gateway, "es"), "signed-b"))
                    .isInstanceOf(SearchUnavailableException.class)
                    .hasMessage(
                            "Cannot look for index signed-b, OpenSearch at %s refuses: Credential should be scoped to a valid"
                                            .formatted(gateway.uri().getAuthority())
                                    + " region and the correct service: eu-central-1, aoss (requests are signed for service es in eu-central-1)");
        }
    }

    @Test
    void showNoSecretWhereTheyAreRefused(SearchServer search) {
        have(new Identity(FIRST.accessKey(), "wrong-secret-of-a-canary", FIRST.token()));
        try (FaultyGateway gateway = gateway(search, "es")) {
            assertThatThrownBy(() -> SearchIndex.find(settings(gateway, "es"), "signed-c"))
                    .isInstanceOf(SearchUnavailableException.class)
                    .hasMessage(
                            "Cannot look for index signed-c, OpenSearch at %s refuses: The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details. (requests are signed for service es in eu-central-1)"
                                    .formatted(gateway.uri().getAuthority()));
        }
    }

    @Test
    void areNotMadeWithoutAnIdentity(SearchServer search) {
        assumeThat(System.getenv("AWS_ACCESS_KEY_ID")).isNull();
        assumeThat(System.getenv("AWS_WEB_IDENTITY_TOKEN_FILE")).isNull();
        assumeThat(System.getenv("AWS_CONTAINER_CREDENTIALS_FULL_URI")).isNull();
        assumeThat(System.getenv("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")).isNull();
        System.setProperty("aws.disableEc2Metadata", "true");
        System.setProperty("aws.sharedCredentialsFile", "/nowhere/credentials");
        System.setProperty("aws.configFile", "/nowhere/config");
        try (FaultyGateway gateway = gateway(search, "es")) {
            assertThatThrownBy(() -> SearchIndex.find(settings(gateway, "es"), "signed-d"))
                    .isInstanceOf(SearchUnavailableException.class)
                    .hasMessageStartingWith(
                            "Cannot look for index signed-d, the request cannot be signed: Unable to load credentials from any of the providers in the chain");
        }
    }

    private FaultyGateway gateway(SearchServer search, String service) {
        FaultyGateway gateway = new FaultyGateway(search.uri());
        gateway.requireSignatures(new SignatureCheck(admitted::get, REGION, service));
        return gateway;
    }

    private static SearchSettings settings(FaultyGateway gateway, String service) {
        return SearchSettings.open(gateway.uri()).signed(new SearchSettings.Signing(REGION, service));
    }

    private static void have(Identity identity) {
        System.setProperty("aws.accessKeyId", identity.accessKey());
        System.setProperty("aws.secretAccessKey", identity.secretKey());
        System.setProperty("aws.sessionToken", identity.token());
    }

    private static IndexSpec spec(String name) {
        return new IndexSpec(name, "p", "o", StructType.fromDDL("n BIGINT, t STRING"), Map.of(), null);
    }

    private static byte[] json(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
