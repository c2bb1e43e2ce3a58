package io.tidemark.mode;

import io.tidemark.nativeio.ErrnoException;
import io.tidemark.nativeio.FileFacts;
import io.tidemark.nativeio.LinuxConstants;
import java.nio.ByteBuffer;

/**
 * Whether the DAX state of a file follows its flag. A new file often tells by itself; only where it inherits the flag,
 * one has to be switched, which takes a name, because the state changes when nobody has the file open.
 */
final class DaxSwitchProbe {
    private static final int FSXATTR_BYTES = 28;
    private static final int OWNER_ONLY = 0600;
    private static final int OPEN = LinuxConstants.O_RDWR | LinuxConstants.O_CLOEXEC | LinuxConstants.O_NOFOLLOW;

    private final Workbench bench;

    private DaxSwitchProbe(Workbench bench) {
        this.bench = bench;
    }

    /** @param scratch what the bench's own new file is */
    static void run(Answers answers, Workbench bench, FileFacts scratch) throws ErrnoException {
        answers.attempt(Feature.DAX_SWITCH, () -> new DaxSwitchProbe(bench).run(scratch));
    }

    private String run(FileFacts scratch) throws ErrnoException, Answers.RefutedException {
        if (!scratch.isDax()) {
            return "a new file is not DAX though this one is, so each file has a state of its own";
        }
        if ((flags(bench.fd()) & LinuxConstants.FS_XFLAG_DAX) == 0) {
            throw new Answers.RefutedException(
                    "a new file is DAX without having the flag, so flags decide nothing here; mount with dax=inode");
        }
        return switchNamed(Scratch.newName(bench.directory));
    }

    private String switchNamed(String name) throws ErrnoException, Answers.RefutedException {
        int create = LinuxConstants.O_CREAT | LinuxConstants.O_EXCL;
        int fd = bench.posix.open(name, OPEN | create, OWNER_ONLY);
        try {
            try {
                clearFlag(fd);
            } finally {
                Scratch.closeQuietly(bench.posix, fd);
            }
            requireOff(name);
        } finally {
            bench.posix.unlink(name);
        }
        return "a new file that had inherited the flag was no longer DAX once its flag was cleared and it was reopened";
    }

    private void requireOff(String name) throws ErrnoException, Answers.RefutedException {
        int fd = bench.posix.open(name, OPEN, 0);
        try {
            if (FileFacts.of(bench.posix, fd).isDax()) {
                throw new Answers.RefutedException(
                        "a new file stayed DAX after its flag was cleared and it was reopened;"
                                + " mount with dax=inode");
            }
        } finally {
            Scratch.closeQuietly(bench.posix, fd);
        }
    }

    private int flags(int fd) throws ErrnoException {
        return attributes(fd).getInt(0);
    }

    /** A struct fsxattr, whose first field is the flags. */
    private ByteBuffer attributes(int fd) throws ErrnoException {
        ByteBuffer attributes = bench.struct(FSXATTR_BYTES);
        bench.posix.ioctl(fd, LinuxConstants.FS_IOC_FSGETXATTR, bench.structAddress());
        return attributes;
    }

    private void clearFlag(int fd) throws ErrnoException {
        ByteBuffer attributes = attributes(fd);
        attributes.putInt(0, attributes.getInt(0) & ~LinuxConstants.FS_XFLAG_DAX);
        bench.posix.ioctl(fd, LinuxConstants.FS_IOC_FSSETXATTR, bench.structAddress());
    }
}
