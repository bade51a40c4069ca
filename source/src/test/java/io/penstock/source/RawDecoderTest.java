package io.penstock.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.pipeline.RawDecode;
import java.util.List;
import org.junit.jupiter.api.Test;

class RawDecoderTest {

    @Test
    void takesAnyValueAndNoneAsItIs() {
        Decoding raw = Decoding.of(new RawDecode());

        byte[] anything = {0, (byte) 0xC3, '\n'};
        assertThat(((List<?>) raw.decode(anything)).get(RawDecoder.VALUE)).isEqualTo(anything);
        assertThat(((List<?>) raw.decode(new byte[0])).get(RawDecoder.VALUE)).isEqualTo(new byte[0]);
        assertThat(((List<?>) raw.decode((byte[]) null)).get(RawDecoder.VALUE)).isNull();
    }
}
