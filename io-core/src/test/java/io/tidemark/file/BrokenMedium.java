package io.tidemark.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system of a test's own, on a medium that breaks when it is told to. */
public interface BrokenMedium extends AutoCloseable {
    /** Where it is mounted. */
    Path directory();

    /** The kernel's name of its block device, such as {@code dm-0}. */
    String device();

    /** ext4 or xfs. */
    String fileSystem();

    /** From now on the block that holds the byte at {@code offset} of a file can't be read. */
    void breakBlock(Path file, long offset) throws IOException;

    /** Nothing fails any more. */
    void heal() throws IOException;

    void unmount() throws IOException;

    void mount() throws IOException;

    @Override
    void close() throws IOException;

    default Path file() {
        return directory().resolve("file.tide");
    }

    /** From now on nothing of it can be changed. All file systems on block devices are remounted so, as before a reset. */
    default void remountReadOnly() throws IOException {
        Files.writeString(Path.of("/proc/sysrq-trigger"), "u");
        Crew.await("it is mounted read-only", () -> Mount.at(directory()).isReadOnly());
    }

    /** Makes the others writable again. */
    default void remountOthers() throws IOException {
        for (Mount mount : Mount.all()) {
            if (mount.device().startsWith("/dev/")
                    && mount.isReadOnly()
                    && !mount.directory().equals("" + directory())) {
                Command.run("mount", "-o", "remount,rw", mount.directory());
            }
        }
    }

    /** What ext4 does when it finds itself damaged, and XFS when it can't write its log: from now on all is refused. */
    default void stopFileSystem() throws IOException {
        if (fileSystem().equals("ext4")) {
            Files.writeString(Path.of("/sys/fs/ext4", device(), "trigger_fs_error"), "broken by a test");
        } else {
            Command.run("xfs_io", "-x", "-c", "shutdown", directory().toString());
        }
    }
}
