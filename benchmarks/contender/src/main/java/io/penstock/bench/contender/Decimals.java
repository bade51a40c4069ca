package io.penstock.bench.contender;

/** Powers of ten. */
final class Decimals {

    static final double[] POWERS = {1, 10, 100, 1e3, 1e4, 1e5, 1e6};

    private Decimals() {}
}
