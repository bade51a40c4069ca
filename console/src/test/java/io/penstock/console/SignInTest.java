package io.penstock.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What sign-in is made of, without a server. */
class SignInTest {

    private static final String PASSWORD = "correct horse battery";

    private final MovableClock clock = new MovableClock();

    @TempDir
    private Path home;

    private static final class MovableClock extends Clock {

        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @Test
    void aPasswordIsKeptAsAHashWithASaltOfItsOwn() {
        String one = Passwords.hash(PASSWORD);
        String other = Passwords.hash(PASSWORD);

        assertThat(one)
                .startsWith("pbkdf2-sha256$600000$")
                .doesNotContain(PASSWORD)
                .isNotEqualTo(other);
        assertThat(Passwords.matches(PASSWORD, one)).isTrue();
        assertThat(Passwords.matches(PASSWORD + " ", one)).isFalse();
        assertThatThrownBy(() -> Passwords.matches(PASSWORD, PASSWORD))
                .hasMessage("expected pbkdf2-sha256$ITERATIONS$SALT$HASH");
    }

    @Test
    void usersAreKeptInAFileThatOnlyItsOwnerReads() throws IOException {
        Path file = home.resolve("users.yaml");
        Users users = new Users(file);
        users.put("bob", "editor", PASSWORD);
        users.put("ann", "viewer", PASSWORD);

        Users read = new Users(file);

        assertThat(read.list()).containsExactly(new Users.Shown("ann", "viewer"), new Users.Shown("bob", "editor"));
        assertThat(read.check("ann", PASSWORD)).isEqualTo(Role.VIEWER);
        assertThat(read.check("bob", PASSWORD)).isEqualTo(Role.EDITOR);
        assertThat(read.check("ann", "wrong horse battery")).isNull();
        assertThat(read.check("carl", PASSWORD)).isNull();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(file)).doesNotContain(PASSWORD);
    }

    @Test
    void aUserWhoIsRemovedIsNoneAnyMore() {
        Users users = new Users(home.resolve("users.yaml"));
        users.put("ann", "viewer", PASSWORD);

        users.remove("ann");

        assertThat(users.list()).isEmpty();
        assertThat(users.check("ann", PASSWORD)).isNull();
        assertThatThrownBy(() -> users.remove("ann"))
                .hasMessage("Cannot remove the user, there is none of that name: ann");
    }

    @Test
    void refusesNamesRolesAndPasswordsThatAreNone() {
        Users users = new Users(home.resolve("users.yaml"));

        for (String name : List.of("", "Ann", "owner", "a'b", "../x", "a".repeat(65))) {
            assertThatThrownBy(() -> users.put(name, "viewer", PASSWORD))
                    .hasMessage(
                            "Cannot add the user, expected a name of 1 to 64 of a-z, 0-9, dots, underscores and hyphens"
                                    + " other than owner, but was '%s'",
                            name);
        }
        assertThatThrownBy(() -> users.put("ann", "owner", PASSWORD))
                .hasMessage("Cannot add user ann, the role is 'owner', expected viewer or editor");
        assertThatThrownBy(() -> users.put("ann", "viewer", "short"))
                .hasMessage("Cannot add user ann, the password has 5 characters, expected 12 to 256");
        assertThat(home.resolve("users.yaml")).doesNotExist();
    }

    @Test
    void aDamagedFileLetsNobodyIn() throws IOException {
        Path file = home.resolve("users.yaml");
        Files.writeString(file, "users:\n  ann: { role: boss, password: 'x' }\n");

        assertThatThrownBy(() -> new Users(file).check("ann", PASSWORD))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Cannot read %s, the role of ann is neither viewer nor editor".formatted(file));
    }

    @Test
    void aSessionEndsWhenItIsIdleAndAfterHalfADay() {
        Sessions sessions = new Sessions(clock);
        String idle = sessions.begin("ann", Role.VIEWER).secret();
        String used = sessions.begin("ann", Role.VIEWER).secret();

        for (Duration time = Duration.ZERO; time.compareTo(Duration.ofHours(11)) < 0; time = time.plusHours(1)) {
            clock.pass(Duration.ofHours(1));
            assertThat(sessions.use(used)).isNotNull();
        }

        assertThat(sessions.use(idle)).isNull();
        clock.pass(Duration.ofHours(1));
        assertThat(sessions.use(used)).isNull();
        assertThat(sessions.use("guessed")).isNull();
    }

    @Test
    void allSessionsOfAUserEndTogether() {
        Sessions sessions = new Sessions(clock);
        Sessions.Begun ann = sessions.begin("ann", Role.VIEWER);
        Sessions.Begun bob = sessions.begin("bob", Role.VIEWER);

        sessions.endAllOf("ann");

        assertThat(sessions.alive(ann.session().key())).isFalse();
        assertThat(sessions.use(ann.secret())).isNull();
        assertThat(sessions.alive(bob.session().key())).isTrue();
    }

    @Test
    void aCodeIsGoodOnceAndNotForLong() {
        SignInCodes codes = new SignInCodes(clock);
        String code = codes.create();
        String old = codes.create();

        assertThat(codes.take(code)).isTrue();
        assertThat(codes.take(code)).isFalse();
        assertThat(codes.take("guessed")).isFalse();
        clock.pass(SignInCodes.LIFE);
        assertThat(codes.take(old)).isFalse();
    }

    @Test
    void whoeverGuessesHasToWaitEverLonger() {
        Attempts attempts = new Attempts(clock);
        for (int failure = 0; failure < 4; failure++) {
            assertThat(attempts.begin("ann")).isNull();
        }

        assertThat(attempts.begin("ann")).isEqualTo(Duration.ofSeconds(1));
        assertThat(attempts.begin("bob")).isNull();
        clock.pass(Duration.ofSeconds(1));
        assertThat(attempts.begin("ann")).isNull();
        assertThat(attempts.begin("ann")).isEqualTo(Duration.ofSeconds(2));
        for (int failure = 0; failure < 10; failure++) {
            clock.pass(Duration.ofMinutes(1));
            assertThat(attempts.begin("ann")).isNull();
        }
        assertThat(attempts.begin("ann")).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void aRightPasswordEndsTheWait() {
        Attempts attempts = new Attempts(clock);
        for (int failure = 0; failure < 4; failure++) {
            assertThat(attempts.begin("ann")).isNull();
        }
        assertThat(attempts.begin("ann")).isEqualTo(Duration.ofSeconds(1));

        attempts.succeeded("ann");

        assertThat(attempts.begin("ann")).isNull();
    }

    @Test
    void manyNamesTogetherHaveToWaitToo() {
        Attempts attempts = new Attempts(clock);
        for (int failure = 0; failure < 50; failure++) {
            assertThat(attempts.begin("name" + failure)).isNull();
        }

        assertThat(attempts.begin("another")).isEqualTo(Duration.ofSeconds(1));
    }
}
