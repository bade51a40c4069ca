package io.penstock.console;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Passwords as they are kept: {@code pbkdf2-sha256$ITERATIONS$SALT$HASH}, the salt of each its own. The iterations are kept with each,
 * so that they can become more.
 */
final class Passwords {

    static final int SHORTEST = 12;
    static final int LONGEST = 256;

    /** What OWASP's cheat sheet on password storage asks for with this function. */
    static final int ITERATIONS = 600_000;

    private static final int MOST_ITERATIONS = 10_000_000;
    private static final String SCHEME = "pbkdf2-sha256";
    private static final int SALT_BYTES = 16;
    private static final int HASH_BITS = 256;

    /** Of no password: compared with where there is no such user, so that it takes the same time. */
    private static final String NONE = hash("", ITERATIONS);

    private Passwords() {}

    static String hash(String password) {
        return hash(password, ITERATIONS);
    }

    private static String hash(String password, int iterations) {
        byte[] salt = Secrets.bytes(SALT_BYTES);
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "%s$%d$%s$%s"
                .formatted(
                        SCHEME,
                        iterations,
                        base64.encodeToString(salt),
                        base64.encodeToString(derive(password, salt, iterations)));
    }

    /** Whether the password is the one that was kept. @throws IllegalArgumentException when what was kept is no hash */
    static boolean matches(String password, String kept) {
        String[] parts = kept.split("\\$", -1);
        if (parts.length != 4 || !parts[0].equals(SCHEME) || !parts[1].matches("[1-9][0-9]{0,7}")) {
            throw new IllegalArgumentException("expected %s$ITERATIONS$SALT$HASH".formatted(SCHEME));
        }
        int iterations = Math.min(Integer.parseInt(parts[1]), MOST_ITERATIONS);
        byte[] salt = Base64.getDecoder().decode(parts[2]);
        return MessageDigest.isEqual(
                derive(password, salt, iterations), Base64.getDecoder().decode(parts[3]));
    }

    /** Takes as long as a comparison does. */
    static void waste(String password) {
        if (matches(password, NONE) && !password.isEmpty()) {
            throw new IllegalStateException("Cannot be: a password has the hash of none");
        }
    }

    private static byte[] derive(String password, byte[] salt, int iterations) {
        PBEKeySpec key = new PBEKeySpec(password.toCharArray(), salt, iterations, HASH_BITS);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(key)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Cannot work without PBKDF2", e);
        } finally {
            key.clearPassword();
        }
    }
}
