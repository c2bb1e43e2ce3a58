package io.tidemark.mode;

import java.util.Objects;

/**
 * A directory took no new file, so that a probe could only look.
 *
 * @param directory where one should have been created
 * @param cause why it wasn't, such as {@code permission denied}
 */
public record Refusal(String directory, String cause) {
    public Refusal {
        Objects.requireNonNull(directory, "directory");
        Objects.requireNonNull(cause, "cause");
    }
}
