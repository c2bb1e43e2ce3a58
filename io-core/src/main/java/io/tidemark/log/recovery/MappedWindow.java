package io.tidemark.log.recovery;

import io.tidemark.nativeio.MappedRegion;
import java.io.IOException;

/**
 * A segment in a mapping. Each part is populated before it is touched, so what can't be read is an exception. That is not
 * pinned: a page that the kernel takes back and then can't read again is an {@link InternalError} to whoever looks at a
 * word of it, and the end of the process where it is being checksummed, inside code that the JVM doesn't watch. The same
 * goes for a file that is cut off meanwhile, so nobody may.
 *
 * <p>This is left as it is. A step is read within some tens of microseconds, of all pages its own were used last, and one
 * of them would have to be taken back and become unreadable in that time. To touch each page by a guarded read once more
 * would make the time shorter and not nothing, for a quarter of what the checksum costs (10 µs a MiB beside 40, many
 * pages at a time). To lock pages needs a limit that may be low. And what is lost is an opening: nothing was acknowledged
 * yet, and the next one begins anew.
 */
final class MappedWindow extends ReadWindow {
    /** Enough that the system call doesn't count, and little enough to be still there when it is checksummed. */
    private static final int STEP_BYTES = 1 << 20;

    private final MappedRegion mapping;

    /** @param mapping from the segment's first byte on; the caller closes it */
    MappedWindow(MappedRegion mapping, long limit, ScanListener listener) {
        super(mapping.buffer(), limit, listener);
        this.mapping = mapping;
    }

    @Override
    void load(long offset) throws IOException {
        long step = offset & -STEP_BYTES;
        hold(0, step, populate(step));
    }

    @Override
    void extend(long offset) throws IOException {
        hold(0, offset, populate(end()));
    }

    private long populate(long step) throws IOException {
        long length = Math.min(STEP_BYTES, limit() - step);
        mapping.populateRead(step, length);
        return step + length;
    }

    @Override
    public void close() {}
}
