package io.penstock.engine;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Amazon's side of Signature Version 4, written by its documentation: computes a request's signature again and refuses another one. */
final class SignatureCheck {

    private static final Pattern AUTHORIZATION = Pattern.compile(
            "AWS4-HMAC-SHA256 Credential=([^/]+)/(\\d{8})/([^/]+)/([^/]+)/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final Duration SKEW = Duration.ofMinutes(5);

    private final Supplier<Identity> identity;
    private final String region;
    private final String service;

    /** Who may ask. @param token of the session; nothing for one without */
    record Identity(String accessKey, String secretKey, @Nullable String token) {}

    /** A request, its headers' names in small letters. */
    record Request(String method, String path, String query, Map<String, String> headers, String bodyHash) {}

    SignatureCheck(Supplier<Identity> identity, String region, String service) {
        this.identity = identity;
        this.region = region;
        this.service = service;
    }

    /** Why a request is refused, much as Amazon says it; nothing where its signature is right. */
    @Nullable
    String refusal(String method, URI uri, Map<String, List<String>> sent, byte[] body, Instant now) {
        Map<String, String> headers = sent.entrySet().stream()
                .collect(Collectors.toMap(
                        header -> header.getKey().toLowerCase(java.util.Locale.ROOT),
                        header -> String.join(",", header.getValue())));
        Matcher authorization = AUTHORIZATION.matcher(headers.getOrDefault("authorization", ""));
        if (!authorization.matches()) {
            return "Missing Authentication Token";
        }
        Identity expected = identity.get();
        String time = headers.getOrDefault("x-amz-date", "");
        if (!authorization.group(1).equals(expected.accessKey)
                || (expected.token != null && !expected.token.equals(headers.get("x-amz-security-token")))) {
            return "The security token included in the request is invalid.";
        }
        if (!authorization.group(3).equals(region) || !authorization.group(4).equals(service)) {
            return "Credential should be scoped to a valid region and the correct service: %s, %s"
                    .formatted(region, service);
        }
        if (!time.startsWith(authorization.group(2))
                || Duration.between(TIME.parse(time, Instant::from), now).abs().compareTo(SKEW) > 0) {
            return "Signature expired: " + time;
        }
        List<String> signed = List.of(authorization.group(5).split(";"));
        boolean all = Stream.concat(
                        Stream.of("host"),
                        headers.keySet().stream()
                                .filter(name -> name.startsWith("x-amz-") || name.equals("content-type")))
                .allMatch(signed::contains);
        String hash = hex(sha256(body));
        if (!all || !hash.equals(headers.get("x-amz-content-sha256"))) {
            return "A header is not signed, or the body is not the one that was";
        }
        headers.keySet().retainAll(signed);
        Request request = new Request(
                method, uri.getRawPath(), uri.getRawQuery() == null ? "" : uri.getRawQuery(), headers, hash);
        return signature(request, expected, time, region, service).equals(authorization.group(6))
                ? null
                : "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access"
                        + " Key and signing method. Consult the service documentation for details.\n\nThe Canonical String for"
                        + " this request should have been\n'" + canonical(request) + "'";
    }

    /** The signature of a request whose headers are all signed. */
    static String signature(Request request, Identity identity, String time, String region, String service) {
        String scope = time.substring(0, 8) + "/" + region + "/" + service + "/aws4_request";
        String text = "AWS4-HMAC-SHA256\n" + time + "\n" + scope + "\n" + hex(sha256(bytes(canonical(request))));
        byte[] key = bytes("AWS4" + identity.secretKey);
        for (String part : scope.split("/")) {
            key = hmac(key, part);
        }
        return hex(hmac(key, text));
    }

    private static String canonical(Request request) {
        List<String> names = request.headers.keySet().stream().sorted().toList();
        String headers = names.stream()
                .map(name -> name + ":" + request.headers.get(name).strip().replaceAll(" +", " ") + "\n")
                .collect(Collectors.joining());
        return String.join(
                "\n",
                request.method,
                Arrays.stream(request.path.split("/", -1))
                        .map(SignatureCheck::encoded)
                        .collect(Collectors.joining("/")),
                query(request.query),
                headers,
                String.join(";", names),
                request.bodyHash);
    }

    private static String query(String raw) {
        List<String> parameters = new ArrayList<>();
        for (String parameter : raw.isEmpty() ? new String[0] : raw.split("&")) {
            String[] parts = parameter.split("=", 2);
            parameters.add(encoded(decoded(parts[0])) + "=" + (parts.length == 1 ? "" : encoded(decoded(parts[1]))));
        }
        parameters.sort(null);
        return String.join("&", parameters);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(bytes(text));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
