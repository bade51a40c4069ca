package io.penstock.pipeline;

/** A record with rules that concern several of its components; called once all of them are legal by themselves. */
interface Checked {

    void check(Problems problems);
}
