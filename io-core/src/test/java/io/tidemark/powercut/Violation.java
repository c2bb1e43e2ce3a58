package io.tidemark.powercut;

/** The contract was broken. */
final class Violation extends Exception {
    private static final long serialVersionUID = 1L;

    Violation(String message) {
        super(message);
    }

    static void unless(boolean condition, String otherwise) throws Violation {
        if (!condition) {
            throw new Violation(otherwise);
        }
    }
}
