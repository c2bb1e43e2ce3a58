package io.tidemark.cli.demo;

/** Is told when the JVM is made to end before the demo has; called by a thread of its own. */
public interface Interruption {
    /** It begins; whatever the demo still does from now on is of no interest. */
    void begun();

    /**
     * The clean-up is over, and the JVM about to end.
     *
     * @param outcome what became of the file, such as {@code removed}
     */
    void cleanedUp(String outcome);
}
