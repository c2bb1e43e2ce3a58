package io.tidemark.file;

import io.tidemark.background.Background;
import io.tidemark.file.access.Accesses;
import io.tidemark.file.access.Descriptors;
import io.tidemark.file.access.DeviceForces;
import io.tidemark.file.access.ReadGate;
import io.tidemark.file.access.ScratchPool;
import io.tidemark.file.shadow.Shadow;
import io.tidemark.mode.Answer;
import io.tidemark.mode.Capabilities;
import io.tidemark.mode.Feature;
import io.tidemark.nativeio.FileRegion;
import io.tidemark.nativeio.Posix;
import io.tidemark.nativeio.UnsupportedFileOperationException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What an open file stands on: where it is, what that place can do, its descriptors, memory and accesses.
 *
 * @param header what keeps the range states in the file, if it does
 * @param headerBytes data begins here
 */
record FilePlace(
        Posix posix,
        Path path,
        Capabilities capabilities,
        Descriptors descriptors,
        ScratchPool pool,
        ReadGate gate,
        Accesses accesses,
        Closeable header,
        Shadow shadow,
        Background background,
        long headerBytes,
        long borderBytes)
        implements Closeable {
    private static final System.Logger LOG = System.getLogger(HybridFile.class.getName());

    /** The path as text for errors, with the region where it is one. */
    String name() {
        return name(path, region());
    }

    static String name(Path path, FileRegion region) {
        return region.isWholeFile() ? path.toString() : path + " (region of " + region + ")";
    }

    /** The part of the file that offsets count in. */
    FileRegion region() {
        return descriptors.buffered().region();
    }

    /** The forces that are under way on the file's device; to be kept by who asks often. */
    DeviceForces deviceForces() {
        return DeviceForces.on(descriptors.buffered().device());
    }

    /** Takes space ahead; false where the file system can't, which is found out here if the probe could not try it. */
    boolean tryAllocate(long offset, long length) throws IOException {
        return tryCall(Feature.PREALLOCATION, () -> descriptors.quiet().allocate(offset, length));
    }

    /** Gives space back, unless the file system can't. */
    void tryPunch(long offset, long length) throws IOException {
        tryCall(Feature.HOLE_PUNCHING, () -> descriptors.quiet().punchHole(offset, length));
    }

    private boolean tryCall(Feature feature, Attempt attempt) throws IOException {
        Answer answer = capabilities.of(feature).answer();
        try {
            if (answer != Answer.UNAVAILABLE) {
                attempt.run();
            }
            return answer != Answer.UNAVAILABLE;
        } catch (UnsupportedFileOperationException e) {
            if (answer == Answer.AVAILABLE) {
                throw e;
            }
            LOG.log(System.Logger.Level.DEBUG, name() + ": " + feature + " was not tried before", e);
            return false;
        }
    }

    private interface Attempt {
        void run() throws IOException;
    }

    /** Something that nobody uses any more could not be unmapped: that takes up addresses, and does no harm to the file. */
    void staysMapped(IOException cause) {
        LOG.log(System.Logger.Level.WARNING, name() + ": a mapping that is not needed any more stays", cause);
    }

    /** Lets the readers finish, and unmaps. Idempotent. */
    void releaseReaders() throws IOException {
        gate.close();
        accesses.close();
    }

    /** Gives everything back, whatever fails on the way. */
    @Override
    public void close() throws IOException {
        background.close();
        try {
            releaseReaders();
        } finally {
            pool.close();
            try (shadow;
                    header) {
                descriptors.close();
            }
        }
    }
}
