package io.penstock.engine.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MaskTest {

    private final Mask mask = Mask.random();

    @Test
    void anAddressBecomesOneOfAPrivateNetwork() {
        assertThat(mask.of("192.168.2.17", 0))
                .matches("10\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}")
                .isNotEqualTo("192.168.2.17");
        assertThat(mask.of("2001:db8::1", 0)).matches("fd00(:[0-9a-f]{1,4}){7}");
        assertThat(mask.of("2001:db8:0:0:0:0:0:1", 0)).matches("fd00(:[0-9a-f]{1,4}){7}");
        assertThat(mask.of("12:30:45", 0)).matches("\\d\\d:\\d\\d:\\d\\d");
        assertThat(mask.of("300.1.1.1", 0)).matches("\\d{3}\\.\\d\\.\\d\\.\\d");
    }

    @Test
    void aTextKeepsItsShapeAndNoneOfItsLettersAndDigits() {
        String text = "User-42 (Ab9), é";
        String masked = mask.of(text, 0);

        assertThat(masked).matches("[A-Z][a-z]{3}-\\d\\d \\([A-Z][a-z]\\d\\), [a-z]");
        for (int i = 0; i < text.length(); i++) {
            if (Character.isLetterOrDigit(text.charAt(i))) {
                assertThat(masked.charAt(i)).isNotEqualTo(text.charAt(i));
            }
        }
        assertThat(mask.of("9f86d081-884c", 0)).matches("[0-9][a-f][0-9]{2}[a-f][0-9]{3}-[0-9]{3}[a-f]");
    }

    @Test
    void aNumberStaysOne() {
        assertThat(mask.of("-1234", 0)).matches("-[1-9]\\d{3}");
        assertThat(mask.of("0.050", 0)).matches("0\\.\\d{3}").isNotEqualTo("0.050");
        assertThat(mask.of("7", 0)).matches("[1-9]").isNotEqualTo("7");
        assertThat(mask.of("0", 0)).matches("[1-9]");
        assertThat(mask.of("1.5e-3", 0)).matches("[1-9]\\.\\de-3").isNotEqualTo("1.5e-3");
        assertThat(mask.of("99", Mask.ATTEMPTS - 1)).startsWith("1");
    }

    @Test
    void theSameTextHasTheSameMaskAndAnotherKeyGivesAnother() {
        assertThat(mask.of("someone@example.org", 0)).isEqualTo(mask.of("someone@example.org", 0));
        assertThat(mask.of("someone@example.org", 1)).isNotEqualTo(mask.of("someone@example.org", 0));
        assertThat(Mask.random().of("someone@example.org", 0)).isNotEqualTo(mask.of("someone@example.org", 0));
        Set<String> masks = new HashSet<>();
        for (int i = 0; i < 255; i++) {
            masks.add(mask.of("192.168.2." + i, 0));
        }
        assertThat(masks).hasSize(255);
    }

    @Test
    void aMaskThatWasGivenStays() {
        String second = mask.of("text", 1);
        mask.give("text", second);

        for (int attempt : List.of(0, 1, 7)) {
            assertThat(mask.of("text", attempt)).isEqualTo(second);
        }
        assertThat(mask.given("text")).isEqualTo(second);
        assertThat(mask.given("other")).isNull();
    }

    @Test
    void aLongTextIsMaskedToItsEnd() {
        assertThat(mask.of("x".repeat(1_000), 0)).hasSize(1_000).doesNotContain("x");
    }
}
