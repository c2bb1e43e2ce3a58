package io.tidemark.file;

import io.netty.buffer.ByteBuf;
import io.tidemark.file.access.OpenAccess;
import io.tidemark.file.access.RangeMap;
import io.tidemark.file.tail.Tail;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Writes in place, and knows which open ranges below the tail have to be forced for it. Who writes has both sides of the
 * writer, who forces the forcing one.
 */
final class Updates {
    private final FilePlace place;
    private final RangeTable table;
    private final Tail tail;
    private final WriterFailure failure;

    /** What was written below the tail since the last force, and where. */
    private final Map<OpenAccess, Hull> unforced = new HashMap<>();

    private record Hull(long start, long end) {
        Hull with(long otherStart, long otherEnd) {
            return new Hull(Math.min(start, otherStart), Math.max(end, otherEnd));
        }
    }

    Updates(FilePlace place, RangeTable table, Tail tail, WriterFailure failure) {
        this.place = place;
        this.table = table;
        this.tail = tail;
        this.failure = failure;
    }

    /** Writes the readable bytes of {@code source}, if all of them lie in open ranges. */
    void write(long offset, ByteBuf source) throws IOException {
        int length = source.readableBytes();
        if (length > tail.end() - offset) {
            throw new OutOfRangeException(
                    place.name(),
                    "a write of " + length + " bytes at offset " + offset + " reaches beyond the end of the data at "
                            + tail.end() + "; append instead");
        }
        requireOpen(offset, length);
        try {
            write(offset, source, length);
        } catch (IOException | RuntimeException | Error e) {
            throw failure.by(e);
        }
    }

    private void requireOpen(long offset, long length) throws IOException {
        RangeMap map = table.map();
        for (int i = map.indexOf(offset); i < map.count() && map.start(i) < offset + length; i++) {
            if (!map.access(i).decision().mode().isOpen()) {
                throw new SealedRangeException(
                        place.name(),
                        "offset " + Math.max(offset, map.start(i)) + " lies in a range that is "
                                + map.access(i).decision().mode() + "; only open ranges can be written");
            }
        }
    }

    private void write(long offset, ByteBuf source, int length) throws IOException {
        RangeMap map = table.map();
        for (int done = 0; done < length; ) {
            long at = offset + done;
            int index = map.indexOf(at);
            int step = (int) Math.min(length - done, map.end(index) - at);
            if (table.isTail(map, index)) {
                tail.update(at, source, source.readerIndex() + done, step);
            } else {
                OpenAccess access = (OpenAccess) map.access(index);
                access.write(at, source, source.readerIndex() + done, step);
                unforced.merge(access, new Hull(at, at + step), (old, now) -> old.with(now.start, now.end));
            }
            done += step;
        }
    }

    /** Whether something below the tail is to be forced. */
    boolean isDirty() {
        return !unforced.isEmpty();
    }

    /** Makes durable what was written below the tail. */
    DurabilityMechanism force() throws IOException {
        DurabilityMechanism mechanism = null;
        for (Map.Entry<OpenAccess, Hull> entry : unforced.entrySet()) {
            mechanism = entry.getKey()
                    .force(entry.getValue().start(), entry.getValue().end());
        }
        unforced.clear();
        return mechanism;
    }
}
