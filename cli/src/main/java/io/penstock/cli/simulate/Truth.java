package io.penstock.cli.simulate;

/**
 * What is in the records of a simulation, counted as they were made.
 *
 * @param records all of them
 * @param garbled records that no decoder reads
 * @param wrongClock readable records of clocks that are ahead by minutes
 * @param jumps records, of good clocks, with a place that the cab cannot have come to
 * @param duplicates records that are there a second time
 * @param late records that were sent later than they were made, since a cab was in a dead spot; they are among the others
 * @param trips trips of passengers whose beginning and end can be seen in the records
 */
public record Truth(long records, long garbled, long wrongClock, long jumps, long duplicates, long late, long trips) {

    /** Records that are what devices should send. */
    public long telemetry() {
        return records - garbled - wrongClock;
    }

    /** Places that cabs were at, each once. */
    public long tracks() {
        return telemetry() - jumps - duplicates;
    }
}
