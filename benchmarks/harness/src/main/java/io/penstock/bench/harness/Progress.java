package io.penstock.bench.harness;

/** Told what happens, in lines. */
interface Progress {

    void say(String line);
}
