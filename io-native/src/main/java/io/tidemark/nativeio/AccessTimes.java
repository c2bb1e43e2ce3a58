package io.tidemark.nativeio;

import static io.tidemark.nativeio.LinuxConstants.FS_XFLAG_NOATIME;

import java.io.IOException;

/** Whether reading a file updates its access time. */
public final class AccessTimes {
    private AccessTimes() {}

    /**
     * Stores with the file that reads don't update its access time (what {@code chattr +A} does). Deciding that costs a
     * tenth of a 4 KiB read from the page cache, on each read, also where the mount's {@code relatime} mostly decides
     * not to. Best effort: needs the file's owner, and a file system that has the flag.
     */
    public static void tryStop(NativeFile file) {
        try {
            InodeFlags.store(file, 0, FS_XFLAG_NOATIME);
        } catch (IOException ignored) {
            // Slower, that is all.
        }
    }
}
