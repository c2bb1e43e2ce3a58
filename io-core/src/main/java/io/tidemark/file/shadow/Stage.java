package io.tidemark.file.shadow;

import io.tidemark.nativeio.DaxFlag;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.Pause;
import io.tidemark.nativeio.Posix;
import io.tidemark.nativeio.Reflink;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A file on its way from DAX to the page cache. Its state changes when nobody has it open, so it has a name, and is
 * closed and opened again. A process that is just being forked may hold it for a moment more.
 */
final class Stage implements Closeable {
    private static final int ATTEMPTS = 20;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final Posix posix;
    private final Path path;
    private final NativeFile source;
    private NativeFile file;

    /** Creates the stage; nothing may be at {@code path}. */
    Stage(Posix posix, Path path, NativeFile source) throws IOException {
        this.posix = posix;
        this.path = path;
        this.source = source;
        this.file = NativeFile.open(posix, path, OpenRequest.createNew());
    }

    /** Clones spans of the source; before that the stage is made DAX if the source is. */
    void fill(List<Span> spans) throws IOException {
        if (source.isDax()) {
            reopenAs(DaxFlag.SET);
        }
        for (Span span : spans) {
            clone(source, span, file);
        }
    }

    /** The stage, not DAX any more. */
    NativeFile switched() throws IOException {
        reopenAs(DaxFlag.CLEAR);
        return file;
    }

    /** Hands the open file over; the stage no longer closes it. */
    NativeFile release() {
        NativeFile released = file;
        file = null;
        return released;
    }

    static void clone(NativeFile from, Span span, NativeFile to) throws IOException {
        Reflink.cloneRange(from, span.start(), span.length(), to, span.start());
    }

    private void reopenAs(DaxFlag flag) throws IOException {
        boolean wanted = flag == DaxFlag.SET;
        for (int attempt = 0; file.isDax() != wanted; attempt++) {
            if (attempt == ATTEMPTS) {
                throw new IOException(path + " stays " + (wanted ? "without DAX" : "DAX")
                        + " after its flag was changed and it was reopened; does somebody hold it open?");
            }
            if (attempt > 0) {
                Pause.nanos(this, PAUSE_NANOS);
            }
            flag.store(file);
            file.close();
            file = NativeFile.open(posix, path, OpenRequest.readWrite());
        }
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
