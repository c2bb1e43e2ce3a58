package io.tidemark.file.access;

import io.tidemark.nativeio.Advice;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.OpenRequest;
import java.io.Closeable;
import java.io.IOException;

/** The descriptors of one open file, each for one way of reaching its bytes. */
public final class Descriptors implements Closeable {
    private final NativeFile buffered;
    private final NativeFile cached;
    private final NativeFile direct;
    private final NativeFile quiet;

    private Descriptors(NativeFile buffered, NativeFile cached, NativeFile direct, NativeFile quiet) {
        this.buffered = buffered;
        this.cached = cached;
        this.direct = direct;
        this.quiet = quiet;
    }

    /**
     * Opens the others beside {@code buffered}, which is closed with them, also if this fails. Who only reads needs two: one
     * through the page cache, one past it.
     *
     * @param request how to open the direct one; null for none
     */
    public static Descriptors of(NativeFile buffered, OpenRequest request) throws IOException {
        return buffered.request().access() == OpenRequest.Access.READ_ONLY
                ? forReading(buffered, request)
                : forWriting(buffered, request);
    }

    private static Descriptors forReading(NativeFile file, OpenRequest request) throws IOException {
        try {
            file.advise(0, 0, Advice.RANDOM);
            NativeFile direct = request == null ? null : file.reopen(request);
            return new Descriptors(file, file, direct, direct == null ? file : direct);
        } catch (IOException | RuntimeException | Error e) {
            closeAll(e, file);
            throw e;
        }
    }

    private static Descriptors forWriting(NativeFile buffered, OpenRequest request) throws IOException {
        NativeFile cached = null;
        NativeFile direct = null;
        try {
            buffered.advise(0, 0, Advice.RANDOM);
            cached = buffered.reopen(OpenRequest.readOnly());
            cached.advise(0, 0, Advice.RANDOM);
            direct = request == null ? null : buffered.reopen(request);
            NativeFile quiet = buffered.reopen(request == null ? OpenRequest.readWrite() : request);
            return new Descriptors(buffered, cached, direct, quiet);
        } catch (IOException | RuntimeException | Error e) {
            closeAll(e, direct, cached, buffered);
            throw e;
        }
    }

    /** Reads and, unless the file is open for reading only, writes through the page cache; holds the lock. */
    public NativeFile buffered() {
        return buffered;
    }

    /** Reads through the page cache; the kernel reads nothing ahead. */
    public NativeFile cached() {
        return cached;
    }

    /** Whether there is a {@link #direct} descriptor. */
    public boolean hasDirect() {
        return direct != null;
    }

    /** Reads and writes past the page cache. */
    public NativeFile direct() {
        if (direct == null) {
            throw new IllegalStateException("direct I/O is not available here");
        }
        return direct;
    }

    /**
     * For what is read and written beside the tail, such as headers and zeros: past the cache where possible. A writer's is
     * nobody else's: the kernel tells each descriptor of a failed write once, and a force here must not use up what the force of the tail
     * has to hear.
     */
    public NativeFile quiet() {
        return quiet;
    }

    @Override
    public void close() throws IOException {
        IOException failure = new IOException("closing " + buffered.path() + " failed");
        closeAll(failure, quiet, direct, cached, buffered);
        if (failure.getSuppressed().length > 0) {
            throw failure;
        }
    }

    private static void closeAll(Throwable failure, NativeFile... files) {
        for (NativeFile file : files) {
            try {
                if (file != null) {
                    file.close();
                }
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
        }
    }
}
