package io.tidemark.file;

import io.netty.buffer.ByteBuf;
import io.tidemark.file.access.OpenAccess;
import io.tidemark.file.access.RangeMap;
import io.tidemark.file.tail.Tail;
import io.tidemark.nativeio.NativeFile;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Writes in place, and knows what has to be forced for it, in the tail and in other open ranges. Who writes has both sides
 * of the writer, who forces the forcing one.
 */
final class Updates {
    private final FilePlace place;
    private final RangeTable table;
    private final Tail tail;
    private final WriterFailure failure;

    /** Where something was written since the last force, and by what; in the tail only below what is forced as appended. */
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
            OpenAccess access = (OpenAccess) map.access(index);
            access.write(at, source, source.readerIndex() + done, step);
            long end = table.isTail(map, index) ? Math.min(at + step, tail.forced()) : at + step;
            if (at < end) {
                unforced.merge(access, new Hull(at, end), (old, now) -> old.with(now.start, now.end));
            }
            done += step;
        }
    }

    /** Whether there is something to be forced that the tail doesn't force as appended. */
    boolean isDirty() {
        return !unforced.isEmpty();
    }

    /**
     * Makes durable what was written in place. A descriptor that is forced as a whole is forced once.
     *
     * @param tailForced by what the tail has forced what was appended just now; null if it had nothing to force
     * @return by what the last of all was forced
     */
    DurabilityMechanism force(DurabilityMechanism tailForced) throws IOException {
        DurabilityMechanism mechanism = tailForced;
        Set<NativeFile> forced = new HashSet<>();
        if (tailForced != null && tailForced != DurabilityMechanism.DSYNC_WRITE) {
            forced.add(tail.access().forcedAsWhole());
        }
        for (Map.Entry<OpenAccess, Hull> entry : unforced.entrySet()) {
            OpenAccess access = entry.getKey();
            if (access.forcedAsWhole() == null) {
                mechanism = forceRanges(access, entry.getValue());
            } else if (forced.add(access.forcedAsWhole())) {
                mechanism =
                        access.force(entry.getValue().start(), entry.getValue().end());
            }
        }
        unforced.clear();
        return mechanism;
    }

    /** What lies between ranges of an access is none of its business. It still has those that were written: who changes them forces first. */
    private DurabilityMechanism forceRanges(OpenAccess access, Hull hull) throws IOException {
        RangeMap map = table.map();
        DurabilityMechanism mechanism = null;
        for (int i = map.indexOf(hull.start); i < map.count() && map.start(i) < hull.end; i++) {
            if (map.access(i) == access) {
                mechanism = access.force(Math.max(hull.start, map.start(i)), Math.min(hull.end, map.end(i)));
            }
        }
        return mechanism;
    }
}
