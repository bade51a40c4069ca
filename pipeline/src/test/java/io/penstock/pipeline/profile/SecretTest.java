package io.penstock.pipeline.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTest {

    @TempDir
    private Path folder;

    @Test
    void aVariableIsTakenAsItIs() {
        assertThat(reveal("${env:P}", Map.of("P", " hunter2\n"))).isEqualTo(" hunter2\n");
    }

    @ParameterizedTest
    @CsvSource({"'hunter2', 'hunter2'", "'hunter2\n', 'hunter2'", "'hunter2\r\n', 'hunter2'", "'a\nb\n\n', 'a\nb\n'"})
    void aFileLosesTheLineEndThatStandsLast(String content, String expected) throws IOException {
        Files.writeString(folder.resolve("p.txt"), content);

        assertThat(reveal("${file:p.txt}", Map.of())).isEqualTo(expected);
        assertThat(reveal("${file:" + folder.resolve("p.txt") + "}", Map.of())).isEqualTo(expected);
    }

    @Test
    void isLookedUpEachTime() throws IOException {
        Secret secret = Secret.of("${file:p.txt}");
        SecretSource source = SecretSource.of(Map.of(), folder);
        Files.writeString(folder.resolve("p.txt"), "old");
        String before = secret.reveal(source);
        Files.writeString(folder.resolve("p.txt"), "new");

        assertThat(before).isEqualTo("old");
        assertThat(secret.reveal(source)).isEqualTo("new");
    }

    @Test
    void whatIsNotThereIsNamed() throws IOException {
        Files.writeString(folder.resolve("empty"), "\n");
        Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe, 'h', 'u', 'n', 't'});
        Files.write(folder.resolve("large"), new byte[(1 << 20) + 1]);

        assertMissing("${env:P}", "Cannot use profile, environment variable is not set: P");
        assertMissing("${env:EMPTY}", "Cannot use profile, environment variable is empty: EMPTY");
        assertMissing("${file:nix}", "Cannot use profile, file is not there: nix");
        assertMissing("${file:.}", "Cannot use profile, file cannot be read: .");
        assertMissing("${file:empty}", "Cannot use profile, file is empty: empty");
        assertMissing("${file:binary}", "Cannot use profile, file is not UTF-8: binary");
        assertMissing("${file:large}", "Cannot use profile, file is larger than 1,048,576 bytes: large");
    }

    @Test
    void isNeverShown() {
        assertThat(Secret.of("${env:KAFKA_PASSWORD}")).hasToString("***");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hunter2", "${vault:x}", "${env:}", "x${env:X}", "${env:X}${env:Y}", "env:X"})
    void aTextThatIsNoReferenceIsRefusedUnseen(String text) {
        assertThatThrownBy(() -> Secret.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot read reference to a secret, it is neither ${env:…} nor ${file:…}");
    }

    @Test
    void referencesToTheSameAreEqual() {
        assertThat(Secret.of("${env:X}")).isEqualTo(Secret.of("${env:X}")).hasSameHashCodeAs(Secret.of("${env:X}"));
        assertThat(Secret.of("${env:X}")).isNotEqualTo(Secret.of("${file:X}"));
    }

    private String reveal(String reference, Map<String, String> environment) {
        return Secret.of(reference).reveal(SecretSource.of(environment, folder));
    }

    private void assertMissing(String reference, String message) {
        assertThatThrownBy(() -> reveal(reference, Map.of("EMPTY", "")))
                .isInstanceOf(MissingSecretException.class)
                .hasMessage(message);
    }
}
