package io.tidemark.nativeio;

import static io.tidemark.nativeio.LinuxConstants.O_CLOEXEC;
import static io.tidemark.nativeio.LinuxConstants.O_CREAT;
import static io.tidemark.nativeio.LinuxConstants.O_DIRECT;
import static io.tidemark.nativeio.LinuxConstants.O_DSYNC;
import static io.tidemark.nativeio.LinuxConstants.O_EXCL;
import static io.tidemark.nativeio.LinuxConstants.O_LARGEFILE;
import static io.tidemark.nativeio.LinuxConstants.O_NOFOLLOW;
import static io.tidemark.nativeio.LinuxConstants.O_NONBLOCK;
import static io.tidemark.nativeio.LinuxConstants.O_RDONLY;
import static io.tidemark.nativeio.LinuxConstants.O_RDWR;

import java.util.Objects;

/**
 * How a file is to be opened. Immutable; start from {@link #readOnly()}, {@link #readWrite()} or {@link #createNew()}
 * and refine.
 *
 * @param access what the descriptor allows
 * @param creation whether the file is there already
 * @param caching whether transfers go through the page cache
 * @param sync when a write is durable
 * @param links what happens to a symbolic link as the last element of the path
 * @param region the part of the file that offsets count in
 */
public record OpenRequest(
        Access access, Creation creation, Caching caching, Sync sync, SymbolicLinks links, FileRegion region) {
    /** What the descriptor allows. */
    public enum Access {
        READ_ONLY,
        READ_WRITE
    }

    /** Whether the file is there already. */
    public enum Creation {
        /** It must be there. */
        EXISTING,
        /** It must not be there; it is created with mode 0600. */
        NEW
    }

    /** Whether transfers go through the page cache. */
    public enum Caching {
        /** Through the page cache. */
        BUFFERED,
        /** Past it (O_DIRECT): address, offset and length must be aligned. */
        DIRECT
    }

    /** When a write is durable. */
    public enum Sync {
        /** After {@link NativeFile#forceData} or {@link NativeFile#force}. */
        ON_FORCE,
        /** When the write returns (O_DSYNC). */
        EACH_WRITE
    }

    /** What happens to a symbolic link as the last element of the path; those before it are always followed. */
    public enum SymbolicLinks {
        REFUSE,
        FOLLOW
    }

    public OpenRequest {
        Objects.requireNonNull(access, "access");
        Objects.requireNonNull(creation, "creation");
        Objects.requireNonNull(caching, "caching");
        Objects.requireNonNull(sync, "sync");
        Objects.requireNonNull(links, "links");
        Objects.requireNonNull(region, "region");
        if (access == Access.READ_ONLY && creation == Creation.NEW) {
            throw new IllegalArgumentException("A new file that cannot be written would stay empty");
        }
    }

    /** An existing file, read through the page cache; a symbolic link is refused. */
    public static OpenRequest readOnly() {
        return of(Access.READ_ONLY, Creation.EXISTING);
    }

    /** An existing file, read and written through the page cache; a symbolic link is refused. */
    public static OpenRequest readWrite() {
        return of(Access.READ_WRITE, Creation.EXISTING);
    }

    /** A file that must not be there yet, read and written through the page cache, mode 0600. */
    public static OpenRequest createNew() {
        return of(Access.READ_WRITE, Creation.NEW);
    }

    /** The same past the page cache. */
    public OpenRequest direct() {
        return new OpenRequest(access, creation, Caching.DIRECT, sync, links, region);
    }

    /** The same with each write durable when it returns. */
    public OpenRequest dsync() {
        return new OpenRequest(access, creation, caching, Sync.EACH_WRITE, links, region);
    }

    /** The same with a symbolic link followed; only for directories that nobody untrusted can write to. */
    public OpenRequest followSymbolicLinks() {
        return new OpenRequest(access, creation, caching, sync, SymbolicLinks.FOLLOW, region);
    }

    /** The same for a part of the file; its bytes need not exist yet. */
    public OpenRequest within(FileRegion newRegion) {
        return new OpenRequest(access, creation, caching, sync, links, newRegion);
    }

    boolean isDirect() {
        return caching == Caching.DIRECT;
    }

    /** Non-blocking, because opening a FIFO would otherwise wait for its other end. */
    int flags() {
        return (access == Access.READ_ONLY ? O_RDONLY : O_RDWR)
                | (creation == Creation.NEW ? O_CREAT | O_EXCL : 0)
                | (caching == Caching.DIRECT ? O_DIRECT : 0)
                | (sync == Sync.EACH_WRITE ? O_DSYNC : 0)
                | (links == SymbolicLinks.REFUSE ? O_NOFOLLOW : 0)
                | O_CLOEXEC
                | O_NONBLOCK
                | O_LARGEFILE;
    }

    private static OpenRequest of(Access access, Creation creation) {
        return new OpenRequest(
                access, creation, Caching.BUFFERED, Sync.ON_FORCE, SymbolicLinks.REFUSE, FileRegion.WHOLE_FILE);
    }
}
