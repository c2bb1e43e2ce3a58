package io.tidemark.mode;

import io.tidemark.nativeio.ErrnoException;
import io.tidemark.nativeio.FileFacts;
import io.tidemark.nativeio.LinuxConstants;
import io.tidemark.nativeio.Posix;

/** DAX state and mappings. */
final class DaxProbe {
    private DaxProbe() {}

    static void answerState(Answers answers, FileFacts inode, String what) {
        if (inode.isDax()) {
            answers.yes(Feature.DAX, "statx of " + what + ": STATX_ATTR_DAX is on");
        } else {
            answers.no(Feature.DAX, "statx of " + what + ": STATX_ATTR_DAX is off");
        }
    }

    /**
     * A read-only mapping is enough: MAP_SYNC is refused by the file's DAX state and device, not by the protection.
     * Without MAP_SHARED_VALIDATE older file systems would accept the flag and ignore it.
     */
    static String mapSync(Posix posix, int fd, int protection, String what) throws ErrnoException {
        int flags = LinuxConstants.MAP_SHARED_VALIDATE | LinuxConstants.MAP_SYNC;
        try {
            long address = posix.mmap(0, Workbench.CHUNK_BYTES, protection, flags, fd, 0);
            posix.munmap(address, Workbench.CHUNK_BYTES);
        } catch (ErrnoException e) {
            throw new ErrnoException(e.operation() + "(MAP_SHARED_VALIDATE|MAP_SYNC) of " + what, e.errno());
        }
        return "mmap(MAP_SHARED_VALIDATE|MAP_SYNC) of " + what + " succeeded";
    }
}
