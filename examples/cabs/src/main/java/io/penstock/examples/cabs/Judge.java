package io.penstock.examples.cabs;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Says of a cab's next place whether it can be. Speed is not judged within a hundred metres, where satellites err, nor behind a silence
 * of ten minutes: if it was the place before that was wrong, the cab is believed again then.
 *
 * @param limitKmh faster than this is no cab
 */
record Judge(double limitKmh) {

    private static final double NOISE_METRES = 100;
    private static final Duration SILENCE = Duration.ofMinutes(10);

    /** Whether the place was told already. */
    boolean repeats(Optional<Place> last, Place next) {
        return last.isPresent()
                && last.get().at().equals(next.at())
                && last.get().metresTo(next) <= NOISE_METRES;
    }

    /** Why the cab cannot be there, or nothing. */
    Optional<String> objection(Optional<Place> last, Place next) {
        if (last.isEmpty() || Duration.between(last.get().at(), next.at()).compareTo(SILENCE) > 0) {
            return Optional.empty();
        }
        double metres = last.get().metresTo(next);
        double kmh = last.get().kmhTo(next);
        if (metres <= NOISE_METRES || kmh <= limitKmh) {
            return Optional.empty();
        }
        return Optional.of(String.format(
                Locale.ROOT,
                "is %.1f km from where it was at %s: %s",
                metres / 1_000,
                last.get().at(),
                Double.isInfinite(kmh) ? "in two places at once" : String.format(Locale.ROOT, "%.0f km/h", kmh)));
    }
}
