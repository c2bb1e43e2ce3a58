package io.tidemark.bench.read;

import io.tidemark.bench.harness.AlignedBuffers;
import io.tidemark.bench.read.ReadWay.Reads;
import io.tidemark.nativeio.Errno;
import io.tidemark.nativeio.ErrnoException;
import io.tidemark.nativeio.LinuxConstants;
import io.tidemark.nativeio.NativeBuffers;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.NativeMemory;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;

/** preadv2(2) with RWF_DONTCACHE, since Linux 6.14: through the page cache, which forgets the pages afterwards. */
final class UncachedReads extends Reads {
    /** struct iovec: an address and a length. */
    private static final int IOVEC_BYTES = 2 * Long.BYTES;

    private final NativeFile file;
    private final NativeMemory vector;
    private final ByteBuffer target;

    UncachedReads(ReadWay way, ReadJob job) throws IOException {
        super(way, job);
        file = NativeFile.open(Posix.system(), job.path(), OpenRequest.readOnly());
        target = AlignedBuffers.allocate(job.bytes());
        vector = vector(NativeBuffers.address(target), job.bytes());
        if (job.warmth() == Warmth.HOT) {
            job.warmCache();
        }
    }

    /** Why a file in a directory can't be read so; empty where it can. */
    static Optional<String> unavailabilityCause(Path directory) {
        ByteBuffer target = AlignedBuffers.allocate(1);
        try (NativeFile file = NativeFile.createTemporary(Posix.system(), directory);
                NativeMemory vector = vector(NativeBuffers.address(target), 1)) {
            Posix.system().preadv2(file.fd(), vector.address(), 1, 0, LinuxConstants.RWF_DONTCACHE);
            return Optional.empty();
        } catch (ErrnoException e) {
            return Optional.of("preadv2 with RWF_DONTCACHE: " + Errno.name(e.errno())
                    + "; it needs Linux 6.14 and a file system that takes part");
        } catch (IOException e) {
            return Optional.of(e.getMessage());
        }
    }

    private static NativeMemory vector(long address, long length) {
        NativeMemory memory = NativeMemory.allocate(Posix.system(), IOVEC_BYTES, 1);
        memory.buffer().putLong(0, address).putLong(Long.BYTES, length);
        return memory;
    }

    @Override
    public void run(int operations) throws IOException {
        for (int i = 0; i < operations; i++) {
            read();
        }
    }

    @Override
    public long read() throws IOException {
        long offset = job.start() + offsets.next();
        try {
            long read = Posix.system().preadv2(file.fd(), vector.address(), 1, offset, LinuxConstants.RWF_DONTCACHE);
            if (read != job.bytes()) {
                throw new IOException("a read of " + job.bytes() + " bytes at " + offset + " returned " + read);
            }
        } catch (ErrnoException e) {
            throw new IOException("read at " + offset + " failed", e);
        }
        return target.getLong(0);
    }

    @Override
    public void close() throws IOException {
        vector.close();
        file.close();
    }
}
