package io.tidemark.powercut;

/** A border that only rises: of the threads that learn how far it is, the first one tells. */
final class Watermark {
    private final Teller teller;
    private final String what;
    private long at;

    /** @param what of {@link Teller}'s words it is */
    Watermark(Teller teller, String what) {
        this.teller = teller;
        this.what = what;
    }

    /** Everything below {@code to}; told when this returns. */
    synchronized void reach(long to) {
        if (to > at) {
            at = to;
            teller.tell(what, to);
        }
    }
}
