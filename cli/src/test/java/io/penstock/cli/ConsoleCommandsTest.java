package io.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.cli.Typing.Typed;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsoleCommandsTest {

    private static final String LINK = "http://127.0.0.1:8090/sign-in?code=abc";

    @TempDir
    private Path folder;

    private FakeRuntime runtime;

    @BeforeEach
    void startRuntime() throws IOException {
        runtime = FakeRuntime.in(folder);
    }

    @AfterEach
    void stopRuntime() {
        runtime.close();
    }

    @Test
    void printsNothingButTheLinkToStdout() {
        runtime.on("POST /api/sign-in/links", 200, "{\"link\":\"%s\",\"expires_seconds\":600}".formatted(LINK));

        Typed typed = Typing.in(folder).type("console");

        assertThat(typed.code()).isEqualTo(ExitCodes.DONE);
        assertThat(typed.out()).isEqualTo(LINK + "\n");
        assertThat(typed.err()).isEqualTo("The link is good once, within 10 minutes.\n");
    }

    @Test
    void givesTheLinkToPrograms() {
        runtime.on("POST /api/sign-in/links", 200, "{\"link\":\"%s\",\"expires_seconds\":600}".formatted(LINK));

        Typed typed = Typing.in(folder).type("console", "--output", "json");

        assertThat(typed.out()).isEqualTo("{\"link\":\"%s\",\"expires_seconds\":600}\n".formatted(LINK));
        assertThat(typed.err()).isEmpty();
    }

    @Test
    void readsThePasswordOfAUserFromTheFirstLineOfStdin() {
        runtime.on("POST /api/users", 200, "{\"name\":\"ann\",\"role\":\"viewer\"}");

        Typed typed = Typing.in(folder)
                .withInput("correct horse battery\r\nmore\n")
                .type("users", "add", "ann", "--role", "viewer");

        assertThat(typed.code()).isEqualTo(ExitCodes.DONE);
        assertThat(typed.err()).isEqualTo("ann may sign in as viewer.\n");
        assertThat(typed.out()).isEmpty();
        assertThat(runtime.requests())
                .containsExactly(
                        "POST /api/users {\"name\":\"ann\",\"role\":\"viewer\",\"password\":\"correct horse battery\"}");
    }

    @Test
    void showsWhyAUserIsNotAdded() {
        runtime.on(
                "POST /api/users",
                400,
                "{\"error\":\"Cannot add user ann, the role is 'boss', expected viewer or editor\"}");

        Typed typed =
                Typing.in(folder).withInput("correct horse battery\n").type("users", "add", "ann", "--role", "boss");

        assertThat(typed.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(typed.err()).contains("Cannot add user ann, the role is 'boss', expected viewer or editor");
    }

    @Test
    void listsUsersWithTheirRoles() {
        runtime.on(
                "GET /api/users",
                200,
                "[{\"name\":\"ann\",\"role\":\"viewer\"},{\"name\":\"bob\",\"role\":\"editor\"}]");

        Typed typed = Typing.in(folder).type("users", "list");

        assertThat(typed.out().lines().map(String::strip)).contains("ann   viewer", "bob   editor");
    }

    @Test
    void saysHowToAddTheFirstUser() {
        runtime.on("GET /api/users", 200, "[]");

        Typed typed = Typing.in(folder).type("users", "list");

        assertThat(typed.out()).isEmpty();
        assertThat(typed.err()).isEqualTo("There is no user. Add one with: penstock users add NAME --role viewer\n");
    }

    @Test
    void removesAUser() {
        runtime.on("DELETE /api/users/ann", 200, "{\"name\":\"ann\"}");

        Typed typed = Typing.in(folder).type("users", "remove", "ann");

        assertThat(typed.code()).isEqualTo(ExitCodes.DONE);
        assertThat(typed.err()).isEqualTo("ann may sign in no more.\n");
    }
}
