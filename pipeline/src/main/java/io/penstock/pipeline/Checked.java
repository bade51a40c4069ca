package io.penstock.pipeline;

/** A record with rules that concern several of its components; called once all of them are legal by themselves. */
public interface Checked {

    /** Adds a problem for each rule that does not hold. */
    void check(Problems problems);
}
