package io.tidemark.file.access;

import io.netty.buffer.ByteBuf;
import io.tidemark.file.access.ScratchPool.Scratch;
import io.tidemark.nativeio.NativeFile;
import java.io.IOException;
import java.lang.ref.Reference;

/** Moves bytes between files and buffers: straight where the buffer has an address, else through scratch memory. */
final class Transfers {
    private Transfers() {}

    /** Fills {@code target} from a file; the bytes must exist. */
    static void read(NativeFile file, long offset, ByteBuf target, int targetIndex, int length, ScratchPool pool)
            throws IOException {
        if (target.hasMemoryAddress()) {
            file.readFully(target.memoryAddress() + targetIndex, length, offset);
            return;
        }
        try (Scratch scratch = pool.take()) {
            for (int done = 0; done < length; ) {
                int step = Math.min(length - done, ScratchPool.BUFFER_BYTES);
                file.readFully(scratch.address(), step, offset + done);
                SharedBytes.copy(scratch.bytes(), 0, target, targetIndex + done, step);
                done += step;
            }
        }
    }

    /** Writes part of {@code source} to a file. */
    static void write(NativeFile file, long offset, ByteBuf source, int sourceIndex, int length, ScratchPool pool)
            throws IOException {
        if (source.hasMemoryAddress()) {
            try {
                file.write(source.memoryAddress() + sourceIndex, length, offset);
            } finally {
                Reference.reachabilityFence(source); // A collection during the call must not take its memory.
            }
            return;
        }
        try (Scratch scratch = pool.take()) {
            for (int done = 0; done < length; ) {
                int step = Math.min(length - done, ScratchPool.BUFFER_BYTES);
                source.getBytes(sourceIndex + done, scratch.bytes(), 0, step);
                file.write(scratch.address(), step, offset + done);
                done += step;
            }
        }
    }
}
