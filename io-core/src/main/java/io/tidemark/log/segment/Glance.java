package io.tidemark.log.segment;

import io.netty.buffer.ByteBuf;
import io.tidemark.log.recovery.SegmentReader;
import io.tidemark.nativeio.Advice;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.PageCache;
import java.io.IOException;
import java.util.BitSet;

/**
 * Reads a place for who only looks at it. What lies in a hole isn't read, which would take space in the page cache as
 * zeros; what came into the page cache can be dropped again. One thread at a time.
 */
public final class Glance implements SegmentReader {
    private static final System.Logger LOG = System.getLogger(Glance.class.getName());

    private final NativeFile file;
    private final SegmentPlace place;
    private final SegmentReader reader;
    private final long pageBytes;

    /** Pages of the place that were in the page cache before. */
    private final BitSet before;

    private final BitSet read = new BitSet();

    /**
     * @param reader of what lies in no hole
     * @param lengthBytes how much of the place may be read
     */
    Glance(NativeFile file, SegmentPlace place, SegmentReader reader, long lengthBytes, long pageBytes)
            throws IOException {
        this.file = file;
        this.place = place;
        this.reader = reader;
        this.pageBytes = pageBytes;
        this.before = residentPages(lengthBytes);
        file.advise(0, 0, Advice.RANDOM);
    }

    /** All of them where the kernel doesn't tell: then none is dropped. */
    private BitSet residentPages(long lengthBytes) {
        try {
            return PageCache.residentPages(file, place.offset(), lengthBytes);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, place + ": what of it is cached can't be told", e);
            BitSet all = new BitSet();
            all.set(0, page(lengthBytes) + 1);
            return all;
        }
    }

    @Override
    public void read(long offset, ByteBuf target, int targetIndex, int length) throws IOException {
        long at = place.offset() + offset;
        if (file.nextData(at) < at + length) {
            read.set(page(offset), page(offset + length - 1) + 1);
            reader.read(offset, target, targetIndex, length);
        } else {
            target.setZero(targetIndex, length);
        }
    }

    private int page(long offset) {
        return (int) (offset / pageBytes);
    }

    /** Drops from the page cache what was not there before it was read. Best effort. */
    public void forget() throws IOException {
        read.andNot(before);
        for (int from = read.nextSetBit(0); from >= 0; ) {
            int to = read.nextClearBit(from);
            PageCache.drop(file, place.offset() + from * pageBytes, (to - from) * pageBytes);
            from = read.nextSetBit(to);
        }
    }
}
