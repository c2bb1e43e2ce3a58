package io.tidemark.file.powercut;

/** The contract was broken. */
final class Violation extends Exception {
    private static final long serialVersionUID = 1L;

    Violation(String message) {
        super(message);
    }
}
