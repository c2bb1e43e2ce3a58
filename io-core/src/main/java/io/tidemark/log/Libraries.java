package io.tidemark.log;

import io.netty.buffer.Unpooled;
import io.tidemark.background.Beside;
import io.tidemark.log.segment.Environment;
import java.io.IOException;

/** What a log stands on. JNA and Netty take some ten milliseconds each to load, so they are loaded side by side. */
final class Libraries {
    private static final Beside<Boolean> BUFFERS =
            Beside.begin(Libraries::start, () -> Unpooled.directBuffer(1).release());

    private Libraries() {}

    /** The machine's system calls, and buffers. */
    static Environment load() throws IOException {
        Environment environment = Environment.system();
        BUFFERS.get();
        return environment;
    }

    private static void start(Runnable work) {
        Thread loader = new Thread(work, "tidemark buffers");
        loader.setDaemon(true);
        try {
            loader.start();
        } catch (OutOfMemoryError noThreadIsToBeHad) {
            // Whoever asks for a buffer does it.
        }
    }
}
