package io.tidemark.log.segment;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.log.format.RecordLayout;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.PageCache;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/**
 * Erases what begins a slot, so that there are zeros on the medium and not only in a page; remembers where that is sure.
 * Guarded by the store's monitor.
 */
final class SlotEraser {
    private final NativeFile file;

    /** Offsets that were erased, but perhaps not on the medium: what is read there may be the page cache's word only. */
    private final Set<Long> unforced = new HashSet<>();

    /** What was in memory only when the store was opened has been forced. */
    private boolean isForced;

    /** Where this has made sure that there are zeros on the medium, unless a segment has begun there since. */
    private final Set<Long> erased = new HashSet<>();

    /** @param file of the slots, open, and not this object's */
    SlotEraser(NativeFile file) {
        this.file = file;
    }

    /** Durable on return. */
    void eraseHeader(SegmentPlace place) throws IOException {
        erase(place.offset(), SegmentHeader.BYTES);
    }

    /** Durable on return. */
    void eraseFirstRecord(SegmentPlace place) throws IOException {
        erase(place.offset() + SegmentHeader.BYTES, RecordLayout.HEADER_BYTES);
    }

    /**
     * Durable on return. What is zero stays as it is, so that a full disk isn't asked for space for zeros; but the first time
     * it has to be so on the medium, and not in a page that an earlier opening could not write. It is written again after a
     * force that failed: the kernel may take for clean what that could not write.
     */
    private void erase(long offset, int length) throws IOException {
        int there = (int) Math.min(length, file.size() - offset);
        if (there <= 0) {
            return;
        }
        ByteBuf bytes = Unpooled.directBuffer(there, there);
        try {
            boolean isErased = !unforced.contains(offset)
                    && isZero(offset, bytes)
                    && (erased.contains(offset) || isZeroOnTheMedium(offset, bytes));
            if (!isErased) {
                unforced.add(offset);
                file.write(Addresses.of(bytes.setZero(0, there), 0), there, offset);
                file.forceData();
                unforced.remove(offset);
            }
            erased.add(offset);
        } finally {
            bytes.release();
        }
    }

    private boolean isZeroOnTheMedium(long offset, ByteBuf bytes) throws IOException {
        if (!isForced) {
            file.forceData();
            isForced = true;
        }
        return PageCache.evict(file, offset, bytes.capacity()) == 0 && isZero(offset, bytes);
    }

    private boolean isZero(long offset, ByteBuf bytes) throws IOException {
        file.readFully(Addresses.of(bytes, 0), bytes.capacity(), offset);
        return bytes.setIndex(0, bytes.capacity()).forEachByte(value -> value == 0) < 0;
    }
}
