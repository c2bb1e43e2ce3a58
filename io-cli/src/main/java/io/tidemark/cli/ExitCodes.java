package io.tidemark.cli;

/** Exit codes as each command's help lists them; what a 0 and a 1 mean is a command's own. */
final class ExitCodes {
    static final String HEADING = "%nExit codes:%n";
    static final String WRONG_USAGE = "2:Wrong usage.";

    /** The JVM ends with 128 and the signal. */
    static final String INTERRUPTED = "130:Interrupted (143: terminated, 129: hung up).";

    private ExitCodes() {}
}
