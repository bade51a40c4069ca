package io.penstock.cli.init;

import io.penstock.cli.CommandException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Guesses how records can be read. */
public final class Guesser {

    /** As many records as are looked at. */
    public static final int SAMPLE = 1_000;

    private Guesser() {}

    /**
     * @param records values of records; at most {@link #SAMPLE} are useful
     * @throws CommandException when there is nothing to guess from
     */
    public static Guess guess(List<byte[]> records) {
        List<String> texts = new ArrayList<>();
        for (byte[] record : records) {
            if (record.length > 0) {
                add(record, texts);
            }
        }
        if (texts.isEmpty()) {
            throw CommandException.failed(
                    records.isEmpty()
                            ? "Cannot guess a format, there are no records"
                            : "Cannot guess a format, the records are no UTF-8 text");
        }
        if (texts.get(0).startsWith("\ufeff")) {
            texts.set(0, texts.get(0).substring(1));
        }
        return JsonGuesser.guess(texts).orElseGet(() -> CsvGuesser.guess(texts));
    }

    private static void add(byte[] record, List<String> texts) {
        try {
            texts.add(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(record))
                    .toString());
        } catch (CharacterCodingException e) {
            return; // the decoder will refuse it too; the others tell the format
        }
    }
}
