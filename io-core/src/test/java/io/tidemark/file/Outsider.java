package io.tidemark.file;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.PageCache;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Somebody who knows nothing of ranges, such as a backup: reads the file through the page cache with the kernel's
 * default readahead, prepared space and all.
 */
final class Outsider implements AutoCloseable {
    private static final int STEP_BYTES = 1 << 16;

    private final NativeFile file;
    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(STEP_BYTES);
    private final ByteBuf bytes = Unpooled.wrappedBuffer(buffer);

    Outsider(Path path) throws IOException {
        file = NativeFile.open(Posix.system(), path, OpenRequest.readOnly());
        channel = FileChannel.open(path, StandardOpenOption.READ);
    }

    NativeFile file() {
        return file;
    }

    /** Reads {@code [offset, end)} in order and forgets it. */
    void skim(long offset, long end) throws IOException {
        for (long at = offset; at < end; ) {
            at += fill(at, end);
        }
    }

    /** Reads {@code [offset, end)} in order, all of which must be {@link Pattern}. */
    void verify(long offset, long end) throws IOException {
        for (long at = offset; at < end; ) {
            int read = fill(at, end);
            Pattern.verify(bytes, 0, at, read);
            at += read;
        }
    }

    /** Pages of {@code [offset, end)} in the page cache. */
    int residentPages(long offset, long end) throws IOException {
        return PageCache.residentPages(file, offset, end - offset).cardinality();
    }

    private int fill(long offset, long end) throws IOException {
        buffer.clear().limit((int) Math.min(STEP_BYTES, end - offset));
        int read = channel.read(buffer, offset);
        if (read <= 0) {
            throw new IOException("nothing to read at offset " + offset);
        }
        return read;
    }

    @Override
    public void close() throws IOException {
        channel.close();
        file.close();
    }
}
