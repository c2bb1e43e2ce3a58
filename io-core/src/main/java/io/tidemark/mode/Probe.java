package io.tidemark.mode;

import io.tidemark.nativeio.Errno;
import io.tidemark.nativeio.ErrnoException;
import io.tidemark.nativeio.FileFacts;
import io.tidemark.nativeio.FileSystemMagic;
import io.tidemark.nativeio.FileType;
import io.tidemark.nativeio.LinuxConstants;
import io.tidemark.nativeio.MountOptions;
import io.tidemark.nativeio.NativeMemory;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * Finds out what a place can do, by attempt. Whatever writes goes to a file without a name: in the probed directory, or
 * beside the probed file, which itself is only looked at and mapped for reading.
 */
final class Probe {
    private static final Path SYSFS = Path.of("/sys");

    /** How kernels tell that option, which makes every force succeed without being one. */
    private static final Set<String> VOLATILE = Set.of("volatile", "fsync=volatile");

    private final Posix posix;
    private final Path path;
    private final SyncForce syncForce;
    private final Answers answers = new Answers();
    private int writeUnitBytes;
    private Refusal refusal;

    Probe(Posix posix, Path path, SyncForce syncForce) {
        this.posix = posix;
        this.path = path;
        this.syncForce = syncForce;
    }

    Capabilities run() throws IOException {
        Path real = path.toRealPath();
        try (NativeMemory memory = NativeMemory.allocate(posix, Workbench.MEMORY_BYTES, 2L * Workbench.CHUNK_BYTES)) {
            int fd = openForLooking(real);
            try {
                return run(real, fd, memory);
            } finally {
                Scratch.closeQuietly(posix, fd);
            }
        }
    }

    private Capabilities run(Path real, int fd, NativeMemory memory) throws IOException {
        FileFacts inode = look(fd);
        if (inode.type() != FileType.DIRECTORY && inode.type() != FileType.REGULAR) {
            throw new FileSystemException(
                    path.toString(), null, "neither a regular file nor a directory, so there is nothing to probe");
        }
        String writeCache = WriteCache.of(SYSFS, inode);
        answerMedium(inode, writeCache);
        if (syncForce.isAvailable()) {
            answers.yes(Feature.SYNC_FORCE, syncForce.evidence());
        } else {
            answers.no(Feature.SYNC_FORCE, syncForce.evidence());
        }
        answerPopulating(real);
        if (inode.type() == FileType.REGULAR) {
            answerFile(real, inode);
        }
        Path directory = inode.type() == FileType.DIRECTORY ? real : real.getParent();
        answerByWriting(directory.toString(), inode, memory);
        return new Capabilities(
                path.toString(),
                inode.fileSystemType(),
                inode.deviceNumber(),
                writeUnitBytes,
                inode.blockSize(),
                writeCache,
                answers.all(),
                Optional.ofNullable(refusal));
    }

    private int openForLooking(Path real) throws FileSystemException {
        try {
            return posix.open(real.toString(), LinuxConstants.O_PATH | LinuxConstants.O_CLOEXEC, 0);
        } catch (ErrnoException e) {
            throw e.toIoException(path);
        }
    }

    private FileFacts look(int fd) throws FileSystemException {
        try {
            return FileFacts.of(posix, fd);
        } catch (ErrnoException e) {
            throw e.toIoException(path);
        }
    }

    private void answerMedium(FileFacts inode, String writeCache) throws IOException {
        if (inode.isMemoryBacked()) {
            answers.no(Feature.PERSISTENT_MEDIUM, inode.fileSystemType() + " keeps files in memory");
        } else if (inode.fileSystemMagic() == FileSystemMagic.OVERLAYFS_SUPER_MAGIC
                && MountOptions.of(inode).stream().anyMatch(VOLATILE::contains)) {
            answers.no(
                    Feature.PERSISTENT_MEDIUM,
                    "the overlay is mounted with the option volatile, so that it forces nothing");
        } else {
            answers.yes(
                    Feature.PERSISTENT_MEDIUM,
                    inode.fileSystemType() + " is no memory file system; device " + inode.deviceNumber()
                            + ", write cache: " + writeCache);
        }
    }

    private void answerPopulating(Path real) throws IOException {
        try {
            answers.attempt(Feature.POPULATE_WRITE, () -> PopulateProbe.run(posix));
        } catch (ErrnoException e) {
            throw e.toIoException(real);
        }
    }

    private void answerFile(Path real, FileFacts inode) throws IOException {
        DaxProbe.answerState(answers, inode, "the file");
        try {
            answerMapSync(real);
        } catch (ErrnoException e) {
            throw e.toIoException(real);
        }
    }

    private void answerMapSync(Path real) throws ErrnoException {
        answers.attempt(Feature.MAP_SYNC, () -> {
            // Not blocking, should the file have been replaced by a FIFO in between.
            int flags = LinuxConstants.O_RDONLY | LinuxConstants.O_CLOEXEC | LinuxConstants.O_NONBLOCK;
            int fd = posix.open(real.toString(), flags, 0);
            try {
                return DaxProbe.mapSync(posix, fd, LinuxConstants.PROT_READ, "the file");
            } finally {
                Scratch.closeQuietly(posix, fd);
            }
        });
    }

    private void answerByWriting(String directory, FileFacts target, NativeMemory memory) throws IOException {
        try (Scratch scratch = Scratch.open(posix, directory, 0)) {
            FileFacts inode = FileFacts.of(posix, scratch.fd());
            if (inode.device() != target.device()) {
                answers.untried("the directory " + directory + " lies on another device");
            } else {
                answerIn(new Workbench(posix, directory, scratch, memory), inode, target);
            }
        } catch (ErrnoException e) {
            if (Answers.isPassing(e)) {
                throw e.toIoException(Path.of(directory));
            }
            // A disk that is full, or out of inodes, too: who reads a file there, or discards, needs no new one.
            answers.untried(e.getMessage() + ", for a new file in " + directory);
            refusal = new Refusal(directory, causeOf(e));
        }
    }

    private static String causeOf(ErrnoException refused) {
        // The directory is there, so the kernel means a file system of its own, such as /proc.
        return refused.errno() == Errno.ENOENT ? "its file system takes no new files" : Errno.text(refused.errno());
    }

    private void answerIn(Workbench bench, FileFacts inode, FileFacts target) throws ErrnoException {
        SpaceProbe space = new SpaceProbe(bench);
        answers.attempt(Feature.PREALLOCATION, space::preallocation);
        boolean isDax = target.type() == FileType.DIRECTORY ? inode.isDax() : target.isDax();
        if (isDax) {
            DaxSwitchProbe.run(answers, bench, inode);
        } else {
            answers.no(Feature.DAX_SWITCH, "not tried: the DAX state is off");
        }
        if (target.type() == FileType.DIRECTORY) {
            DaxProbe.answerState(answers, inode, "a new file");
            int protection = LinuxConstants.PROT_READ | LinuxConstants.PROT_WRITE;
            answers.attempt(
                    Feature.MAP_SYNC, () -> DaxProbe.mapSync(posix, bench.fd(), protection, "a new, allocated file"));
        }
        new CacheProbe(bench, inode, inode.isDax() || target.isDax()).run(answers);
        answers.attempt(Feature.HOLE_PUNCHING, space::holePunching);
        answers.attempt(Feature.REFLINK, space::reflink);
        answers.attempt(Feature.FILE_LOCKS, () -> LockProbe.run(bench));
        DirectIoProbe direct = new DirectIoProbe(bench, inode);
        answers.attempt(Feature.DIRECT_IO, direct::run);
        writeUnitBytes = direct.writeUnitBytes();
    }
}
