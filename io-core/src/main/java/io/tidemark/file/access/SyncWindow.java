package io.tidemark.file.access;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.nativeio.DiskFullException;
import io.tidemark.nativeio.ErrnoException;
import io.tidemark.nativeio.LinuxConstants;
import io.tidemark.nativeio.NativeBuffers;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.Populating;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import jdk.nio.mapmode.ExtendedMapMode;

/**
 * A MAP_SYNC window of a DAX inode. It is the JDK's own mapping, because its {@code force} is compiled to the
 * processor's cache-line write-back and fence (JEP 352) and needs no system call.
 */
final class SyncWindow implements Window {
    private static final MethodHandle UNMAP = findUnmap();

    private final Posix posix;
    private final NativeFile file;
    private final long offset;
    private final MappedByteBuffer memory;
    private final ByteBuf bytes;

    private SyncWindow(Posix posix, NativeFile file, long offset, MappedByteBuffer memory) {
        this.posix = posix;
        this.file = file;
        this.offset = offset;
        this.memory = memory;
        this.bytes = Unpooled.wrappedBuffer(memory);
    }

    /**
     * Maps a window. The channel is opened through the descriptor, so that it is the same file whatever became of the
     * path, and closed at once: the mapping outlives it. Of a region no more than it has is mapped: the file has to reach to
     * the end of the mapping.
     */
    static SyncWindow map(Posix posix, NativeFile file, long offset, int length) throws IOException {
        long location = file.region().offset() + offset;
        long clipped = file.region().clip(offset, length);
        extend(file, offset + clipped);
        return new SyncWindow(posix, file, location, map(posix, file, location, clipped));
    }

    /**
     * The JDK looks how long the file is and then sets its size, which would cut off what others add in between: so it is long
     * enough before. On a full disk, where nobody else adds anything to a file, it is the JDK who does it, without a block.
     */
    private static void extend(NativeFile file, long end) throws IOException {
        try {
            file.extendTo(end);
        } catch (DiskFullException e) {
            if (!file.region().isWholeFile()) {
                throw e;
            }
        }
    }

    /** An interrupted thread's channel is closed under it, so the interrupt waits. */
    private static MappedByteBuffer map(Posix posix, NativeFile file, long location, long length) throws IOException {
        Path self = Path.of("/proc/self/fd/" + file.fd());
        boolean isInterrupted = Thread.interrupted();
        try {
            while (true) {
                try (FileChannel channel = FileChannel.open(self, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                    return channel.map(ExtendedMapMode.READ_WRITE_SYNC, location, length);
                } catch (ClosedByInterruptException e) {
                    isInterrupted = true;
                    Thread.interrupted();
                } catch (IOException e) {
                    if (e.getCause() instanceof OutOfMemoryError noMapping) {
                        throw noMapping; // It is what the JDK makes of ENOMEM.
                    }
                    throw reason(posix, self, e);
                }
            }
        } finally {
            if (isInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The JDK tells a want of descriptors in words only; another try tells it by its number. */
    private static IOException reason(Posix posix, Path self, IOException met) {
        try {
            posix.close(posix.open(self.toString(), LinuxConstants.O_RDWR | LinuxConstants.O_CLOEXEC, 0));
            return met;
        } catch (ErrnoException e) {
            IOException told = e.toIoException(self);
            told.addSuppressed(met);
            return told;
        }
    }

    @Override
    public ByteBuf bytes() {
        return bytes;
    }

    @Override
    public void populate(int index, int length) throws IOException {
        Populating.forWriting(posix, file.path(), offset + index, NativeBuffers.address(memory) + index, length);
    }

    @Override
    public void force(int index, int length) {
        memory.force(index, length);
    }

    /** @throws IOException if the JVM doesn't let it: then it stays mapped until the memory is collected */
    @Override
    public void close() throws IOException {
        try {
            UNMAP.invokeExact((ByteBuffer) memory);
        } catch (Throwable e) {
            throw new IOException(
                    file.path() + ": the window at offset " + offset + " can't be unmapped; does the JVM deny"
                            + " sun.misc.Unsafe (--sun-misc-unsafe-memory-access)?",
                    e);
        }
    }

    /** {@code sun.misc.Unsafe.invokeCleaner}, the only way that JDK 17 has to unmap at a time of one's own choosing. */
    private static MethodHandle findUnmap() {
        try {
            Class<?> unsafe = Class.forName("sun.misc.Unsafe");
            var field = unsafe.getDeclaredField("theUnsafe");
            field.setAccessible(true);
            return MethodHandles.lookup()
                    .findVirtual(unsafe, "invokeCleaner", MethodType.methodType(void.class, ByteBuffer.class))
                    .bindTo(field.get(null));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
