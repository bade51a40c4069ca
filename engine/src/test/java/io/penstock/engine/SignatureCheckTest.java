package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The check that signed requests are tested with, by examples of Amazon's suite for Signature Version 4. */
class SignatureCheckTest {

    private static final SignatureCheck.Identity IDENTITY =
            new SignatureCheck.Identity("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", null);
    private static final String TIME = "20150830T123600Z";
    private static final Map<String, String> HEADERS = Map.of("host", "example.amazonaws.com", "x-amz-date", TIME);

    @Test
    void getVanilla() {
        assertThat(signature("GET", "", HEADERS, ""))
                .isEqualTo("5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
    }

    @Test
    void getVanillaQueryOrderKeyCase() {
        assertThat(signature("GET", "Param2=value2&Param1=value1", HEADERS, ""))
                .isEqualTo("b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500");
    }

    @Test
    void postFormUrlencoded() {
        Map<String, String> headers = Map.of(
                "content-type",
                "application/x-www-form-urlencoded",
                "host",
                "example.amazonaws.com",
                "x-amz-date",
                TIME);
        assertThat(signature("POST", "", headers, "Param1=value1"))
                .isEqualTo("ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a");
    }

    private static String signature(String method, String query, Map<String, String> headers, String body) {
        String hash = SignatureCheck.hex(SignatureCheck.sha256(body.getBytes(StandardCharsets.UTF_8)));
        return SignatureCheck.signature(
                new SignatureCheck.Request(method, "/", query, headers, hash), IDENTITY, TIME, "us-east-1", "service");
    }
}
