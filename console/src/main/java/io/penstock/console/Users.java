package io.penstock.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Who may sign in with a name and a password: {@code users.yaml} of the home, which only its owner can read.
 *
 * <p>The file is read at each question: a change by hand holds from then on. Thread-safe.
 */
final class Users {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
    private static final int MOST = 1_000;

    private final Path file;

    Users(Path file) {
        this.file = file;
    }

    /** A user as others may see it. */
    record Shown(String name, String role) {}

    private record User(Role role, String password) {}

    synchronized List<Shown> list() {
        return load().entrySet().stream()
                .map(user -> new Shown(user.getKey(), user.getValue().role().word()))
                .toList();
    }

    /** Adds a user, or gives one another role and password. @throws BadRequestException when name, role or password are none */
    synchronized Shown put(@Nullable String name, @Nullable String role, @Nullable String password) {
        if (name == null || !NAME.matcher(name).matches() || name.equals(Guard.OWNER)) {
            throw new BadRequestException(
                    "Cannot add the user, expected a name of 1 to 64 of a-z, 0-9, dots, underscores and hyphens other than owner, but was '%s'"
                            .formatted(name),
                    null);
        }
        Role known = Role.ofUser(Objects.requireNonNullElse(role, ""))
                .orElseThrow(() -> new BadRequestException(
                        "Cannot add user %s, the role is '%s', expected viewer or editor".formatted(name, role), null));
        int length = password == null ? 0 : password.length();
        if (length < Passwords.SHORTEST || length > Passwords.LONGEST) {
            throw new BadRequestException(
                    "Cannot add user %s, the password has %d characters, expected %d to %d"
                            .formatted(name, length, Passwords.SHORTEST, Passwords.LONGEST),
                    null);
        }
        Map<String, User> users = load();
        if (users.size() >= MOST && !users.containsKey(name)) {
            throw new BadRequestException("Cannot add user %s, there are %d".formatted(name, MOST), null);
        }
        users.put(name, new User(known, Passwords.hash(Objects.requireNonNull(password))));
        save(users);
        return new Shown(name, known.word());
    }

    /** @throws BadRequestException when there is no such user */
    synchronized void remove(String name) {
        Map<String, User> users = load();
        if (users.remove(name) == null) {
            throw new BadRequestException("Cannot remove the user, there is none of that name: " + name, null);
        }
        save(users);
    }

    /** The role of the user with that password; nothing where there is none. Takes as long either way. */
    @Nullable
    Role check(String name, String password) {
        User user = load().get(name);
        if (user == null || password.length() > Passwords.LONGEST) {
            Passwords.waste(password.substring(0, Math.min(password.length(), Passwords.LONGEST)));
            return null;
        }
        try {
            return Passwords.matches(password, user.password()) ? user.role() : null;
        } catch (IllegalArgumentException e) {
            throw damaged("the password of %s is none, %s".formatted(name, e.getMessage()), e);
        }
    }

    private Map<String, User> load() {
        Map<String, User> users = new TreeMap<>();
        try {
            Object content = new Load(
                            LoadSettings.builder().setLabel(file.toString()).build())
                    .loadFromString(Files.readString(file));
            if (content instanceof Map<?, ?> map && map.get("users") instanceof Map<?, ?> entries) {
                entries.forEach((name, entry) -> users.put(String.valueOf(name), user(name, entry)));
            }
            return users;
        } catch (NoSuchFileException e) {
            return users;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file + ", " + e.getMessage(), e);
        } catch (YamlEngineException e) {
            throw damaged("it is not YAML", e);
        }
    }

    private User user(Object name, @Nullable Object entry) {
        if (entry instanceof Map<?, ?> map && map.get("password") instanceof String password) {
            return new User(
                    Role.ofUser(String.valueOf(map.get("role")))
                            .orElseThrow(
                                    () -> damaged("the role of %s is neither viewer nor editor".formatted(name), null)),
                    password);
        }
        throw damaged("user %s has no role and password".formatted(name), null);
    }

    private IllegalStateException damaged(String why, @Nullable Exception cause) {
        return new IllegalStateException("Cannot read %s, %s".formatted(file, why), cause);
    }

    private void save(Map<String, User> users) {
        StringBuilder text = new StringBuilder("# Written by: penstock users\nusers:");
        users.forEach((name, user) -> text.append("\n  '%s': { role: %s, password: '%s' }"
                .formatted(name, user.role().word(), user.password())));
        if (users.isEmpty()) {
            text.append(" {}");
        }
        try {
            // which nobody else can read from the first moment on
            Path written = Files.createTempFile(file.toAbsolutePath().getParent(), ".users", ".yaml");
            Files.writeString(written, text.append('\n'), StandardCharsets.UTF_8);
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file + ", " + e.getMessage(), e);
        }
    }
}
