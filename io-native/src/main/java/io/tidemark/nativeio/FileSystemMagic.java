package io.tidemark.nativeio;

import java.util.Map;

/** The {@code f_type} numbers of statfs(2) that tell file systems apart, and their names. */
public final class FileSystemMagic {
    /** ext2, ext3 and ext4 share it. */
    public static final long EXT4_SUPER_MAGIC = 0xef53L;

    public static final long XFS_SUPER_MAGIC = 0x58465342L;
    public static final long BTRFS_SUPER_MAGIC = 0x9123683eL;
    public static final long F2FS_SUPER_MAGIC = 0xf2f52010L;
    public static final long TMPFS_MAGIC = 0x01021994L;
    public static final long RAMFS_MAGIC = 0x858458f6L;
    public static final long HUGETLBFS_MAGIC = 0x958458f6L;
    public static final long OVERLAYFS_SUPER_MAGIC = 0x794c7630L;
    public static final long NFS_SUPER_MAGIC = 0x6969L;
    public static final long CIFS_SUPER_MAGIC = 0xff534d42L;
    public static final long SMB2_SUPER_MAGIC = 0xfe534d42L;
    public static final long CEPH_SUPER_MAGIC = 0x00c36400L;
    public static final long FUSE_SUPER_MAGIC = 0x65735546L;
    public static final long V9FS_MAGIC = 0x01021997L;
    public static final long ZFS_SUPER_MAGIC = 0x2fc12fc1L;
    public static final long BCACHEFS_SUPER_MAGIC = 0xca451a4eL;
    public static final long MSDOS_SUPER_MAGIC = 0x4d44L;
    public static final long EXFAT_SUPER_MAGIC = 0x2011bab0L;

    private static final Map<Long, String> NAMES = Map.ofEntries(
            Map.entry(EXT4_SUPER_MAGIC, "ext4"),
            Map.entry(XFS_SUPER_MAGIC, "xfs"),
            Map.entry(BTRFS_SUPER_MAGIC, "btrfs"),
            Map.entry(F2FS_SUPER_MAGIC, "f2fs"),
            Map.entry(TMPFS_MAGIC, "tmpfs"),
            Map.entry(RAMFS_MAGIC, "ramfs"),
            Map.entry(HUGETLBFS_MAGIC, "hugetlbfs"),
            Map.entry(OVERLAYFS_SUPER_MAGIC, "overlay"),
            Map.entry(NFS_SUPER_MAGIC, "nfs"),
            Map.entry(CIFS_SUPER_MAGIC, "cifs"),
            Map.entry(SMB2_SUPER_MAGIC, "smb2"),
            Map.entry(CEPH_SUPER_MAGIC, "ceph"),
            Map.entry(FUSE_SUPER_MAGIC, "fuse"),
            Map.entry(V9FS_MAGIC, "9p"),
            Map.entry(ZFS_SUPER_MAGIC, "zfs"),
            Map.entry(BCACHEFS_SUPER_MAGIC, "bcachefs"),
            Map.entry(MSDOS_SUPER_MAGIC, "vfat"),
            Map.entry(EXFAT_SUPER_MAGIC, "exfat"));

    private FileSystemMagic() {}

    /** The usual name of the file system, or {@code unknown (0x…)}. */
    public static String name(long magic) {
        String name = NAMES.get(magic);
        return name == null ? "unknown (0x" + Long.toHexString(magic) + ")" : name;
    }
}
