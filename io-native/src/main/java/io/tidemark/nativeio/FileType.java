package io.tidemark.nativeio;

/** What an inode is. */
public enum FileType {
    REGULAR(LinuxConstants.S_IFREG, "regular file"),
    DIRECTORY(LinuxConstants.S_IFDIR, "directory"),
    SYMBOLIC_LINK(LinuxConstants.S_IFLNK, "symbolic link"),
    FIFO(LinuxConstants.S_IFIFO, "FIFO (named pipe)"),
    SOCKET(LinuxConstants.S_IFSOCK, "socket"),
    CHARACTER_DEVICE(LinuxConstants.S_IFCHR, "character device"),
    BLOCK_DEVICE(LinuxConstants.S_IFBLK, "block device"),
    OTHER(0, "file of unknown type");

    private final int bits;
    private final String text;

    FileType(int bits, String text) {
        this.bits = bits;
        this.text = text;
    }

    /** What people call it. */
    public String text() {
        return text;
    }

    static FileType ofMode(int mode) {
        int bits = mode & LinuxConstants.S_IFMT;
        for (FileType type : values()) {
            if (type.bits == bits) {
                return type;
            }
        }
        return OTHER;
    }
}
