package io.tidemark.file.access;

import io.tidemark.nativeio.Advice;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.resource.Closing;
import io.tidemark.resource.Undo;
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
     * Opens the others beside {@code buffered}, which is closed with them, unless this fails: then it stays the caller's.
     * Who only reads needs two: one through the page cache, one past it.
     *
     * @param request how to open the direct one; null for none
     */
    public static Descriptors of(NativeFile buffered, OpenRequest request) throws IOException {
        Undo undo = new Undo();
        try {
            return buffered.request().access() == OpenRequest.Access.READ_ONLY
                    ? forReading(buffered, request)
                    : forWriting(buffered, request, undo);
        } catch (IOException | RuntimeException | Error e) {
            undo.run(e);
            throw e;
        }
    }

    private static Descriptors forReading(NativeFile file, OpenRequest request) throws IOException {
        file.advise(0, 0, Advice.RANDOM);
        NativeFile direct = request == null ? null : file.reopen(request);
        return new Descriptors(file, file, direct, direct == null ? file : direct);
    }

    private static Descriptors forWriting(NativeFile buffered, OpenRequest request, Undo undo) throws IOException {
        buffered.advise(0, 0, Advice.RANDOM);
        NativeFile cached = undo.push(buffered.reopen(OpenRequest.readOnly()));
        cached.advise(0, 0, Advice.RANDOM);
        NativeFile direct = request == null ? null : undo.push(buffered.reopen(request));
        NativeFile quiet = buffered.reopen(request == null ? OpenRequest.readWrite() : request);
        return new Descriptors(buffered, cached, direct, quiet);
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
     * For what is read and written beside the tail, such as headers and zeros: past the cache where possible. A writer's
     * is nobody else's: the kernel tells each descriptor of a failed write once, and a force here must not use up what
     * the force of the tail has to hear.
     */
    public NativeFile quiet() {
        return quiet;
    }

    @Override
    public void close() throws IOException {
        Closing.all(quiet, direct, cached, buffered);
    }
}
