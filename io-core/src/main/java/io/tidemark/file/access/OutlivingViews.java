package io.tidemark.file.access;

import io.tidemark.nativeio.NativeFile;
import java.util.ArrayList;
import java.util.List;

/**
 * What this process still views of files that it has closed. Whoever opens such a file again must not give the space under
 * a view back: it would read as zeros, and later as somebody else's bytes. A mapping keeps the inode, so its number is no
 * other file's as long as there is a view. One of a shadow keeps only that: if the file is deleted, space of another one
 * may be given back later than it could.
 */
public final class OutlivingViews {
    /** Guarded by itself. Those whose last view was released go when another one comes. */
    private static final List<Viewed> ALL = new ArrayList<>();

    private OutlivingViews() {}

    /** Offsets of an access count from the start of its file's region, which need not be the next one's. */
    private record Viewed(NativeFile file, RangeAccess access) {
        boolean isPinned() {
            return access.isPinned(0, Long.MAX_VALUE);
        }

        /** @param offset in the inode */
        boolean isPinned(long offset, long end) {
            long start = file.region().offset();
            return end > start && access.isPinned(Math.max(0, offset - start), end - start);
        }
    }

    /** Remembers an access with views, whose file is being closed. */
    static void add(NativeFile file, RangeAccess access) {
        synchronized (ALL) {
            ALL.removeIf(viewed -> !viewed.isPinned());
            ALL.add(new Viewed(file, access));
        }
    }

    /** Whether somebody views a byte in {@code [offset, end)} of the file by what an earlier opening gave out. */
    public static boolean arePinning(NativeFile file, long offset, long end) {
        long start = file.region().offset();
        synchronized (ALL) {
            return ALL.stream()
                    .anyMatch(viewed -> viewed.file.isSameFileAs(file)
                            && viewed.isPinned(start + offset, start + Math.min(end, Long.MAX_VALUE - start)));
        }
    }
}
