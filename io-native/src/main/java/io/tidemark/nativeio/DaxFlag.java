package io.tidemark.nativeio;

import static io.tidemark.nativeio.LinuxConstants.FS_XFLAG_DAX;

import java.io.IOException;

/**
 * The stored flag that asks for DAX on a file (FS_XFLAG_DAX). It is not the inode's state: on a mount with
 * {@code dax=inode} the state follows the flag only once the inode has been evicted, that is after the last close and
 * with no other user; {@link FileFacts#isDax} of the reopened file tells.
 */
public enum DaxFlag {
    CLEAR,
    SET;

    /**
     * The flag as it is stored.
     *
     * @throws UnsupportedFileOperationException if the file system has no such flags ({@code ENOTTY},
     *     {@code EOPNOTSUPP})
     */
    public static DaxFlag of(NativeFile file) throws IOException {
        return (InodeFlags.of(file) & FS_XFLAG_DAX) != 0 ? SET : CLEAR;
    }

    /**
     * Stores this flag; the other attributes stay. Not atomic against another process that changes attributes. Durable
     * after a force of the file.
     *
     * <p>The kernel makes up its mind to evict the inode when the flag changes, and forgets it when the name is looked up
     * again while something else keeps the inode. So a flag that is stored already, and that the state does not follow,
     * is changed forth and back.
     *
     * @throws UnsupportedFileOperationException if the file system has no such flag, or refuses it for this file (ext4:
     *     data journalling, inline data, verity)
     * @throws java.nio.file.AccessDeniedException if the process does not own the file
     */
    public void store(NativeFile file) throws IOException {
        if (of(file) == this && file.isDax() != (this == SET)) {
            InodeFlags.store(file, FS_XFLAG_DAX, this == SET ? 0 : FS_XFLAG_DAX);
        }
        InodeFlags.store(file, FS_XFLAG_DAX, this == SET ? FS_XFLAG_DAX : 0);
    }
}
