package io.tidemark.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.util.Set;

/** Tells a pipe or socket that nobody reads any more from one that fails. The JDK keeps no error number, only a text. */
final class LostReader {
    /** EPIPE, and ECONNRESET of a socket whose reader left something unread. */
    private static final Set<String> TEXTS = Set.of("Broken pipe", "Connection reset by peer");

    private LostReader() {}

    /** Whether a write failed because nobody reads. */
    static boolean isToldBy(IOException failure) {
        String text = failure.getMessage();
        return text != null && (TEXTS.contains(text) || text.equals(textHere()));
    }

    /** What a broken pipe is called in the language of the locale, which the C library's texts are in. */
    private static String textHere() {
        try {
            Pipe pipe = Pipe.open();
            try (Pipe.SinkChannel sink = pipe.sink()) {
                pipe.source().close();
                sink.write(ByteBuffer.allocate(1));
            }
            return "";
        } catch (IOException e) {
            return e.getMessage();
        }
    }
}
