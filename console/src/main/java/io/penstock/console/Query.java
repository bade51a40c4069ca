package io.penstock.console;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads what a request says: parameters of its path and query, and its body. */
final class Query {

    private Query() {}

    static String name(RoutingContext request) {
        return request.pathParam("name");
    }

    static <T> T body(RoutingContext request, Class<T> type) {
        Buffer body = request.body().buffer();
        return ApiJson.parse(body == null ? new byte[0] : body.getBytes(), type);
    }

    /** Contents by name that come in base64. @throws BadRequestException when they do not */
    static Map<String, byte[]> contents(String what, @Nullable Map<String, String> encoded) {
        Map<String, byte[]> contents = new HashMap<>();
        try {
            Objects.requireNonNull(encoded)
                    .forEach((name, content) ->
                            contents.put(name, Base64.getDecoder().decode(content)));
        } catch (IllegalArgumentException e) {
            throw new BadRequestException("Cannot read the request, " + what + " are not base64", e);
        }
        return contents;
    }

    static @Nullable String find(RoutingContext request, String key) {
        String value = request.queryParams().get(key);
        return value == null || value.isEmpty() ? null : value;
    }

    /** @throws BadRequestException when it is not a whole number of that range */
    static long number(RoutingContext request, String key, long usual, long least, long most) {
        String value = find(request, key);
        return value == null ? usual : number(key, value, least, most);
    }

    static long number(String key, String value, long least, long most) {
        try {
            long number = Long.parseLong(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw wrong(key, value, least, most, e);
        }
        throw wrong(key, value, least, most, null);
    }

    private static BadRequestException wrong(
            String key, String value, long least, long most, @Nullable NumberFormatException cause) {
        return new BadRequestException(
                "Cannot read the request, %s is '%s', expected %d to %d".formatted(key, value, least, most), cause);
    }
}
