package io.tidemark.powercut;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Tells the world outside, one line in one write: what was told has left the machine when this returns. */
final class Teller {
    static final String START = "start";
    static final String DURABLE = "durable";
    static final String SEALED = "sealed";
    static final String DISCARDING = "discarding";
    static final String DISCARDED = "discarded";
    static final String KEPT = "kept";
    static final String LOST = "lost";
    static final String VIOLATION = "violation";

    private final OutputStream world;
    private final Subject subject;

    Teller(OutputStream world, Subject subject) {
        this.world = world;
        this.subject = subject;
    }

    void tell(String what, Object detail) {
        byte[] line = (subject + " " + what + " " + detail + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            synchronized (world) {
                world.write(line);
                world.flush();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
