package io.tidemark.log;

/** Which records a cursor shows. */
public enum Visibility {
    /**
     * Every record that was appended; a power cut may take the last ones back, and so may the end of the writer's process
     * if its tail is {@code DIRECT}, which keeps them in the process's memory until they are forced. Who was shown them in
     * another process is told that by {@link LogCutBackException}, once the log goes on without them.
     */
    APPENDED,
    /**
     * Only what is durable. In a log that is open for reading only, what its records prove to be: the last ones, and those that
     * shared their force, are shown when more is appended or the writer closes the log.
     */
    DURABLE
}
