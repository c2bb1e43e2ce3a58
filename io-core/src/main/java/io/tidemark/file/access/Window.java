package io.tidemark.file.access;

import io.netty.buffer.ByteBuf;
import java.io.Closeable;
import java.io.IOException;

/** A mapped piece of a file. */
interface Window extends Closeable {
    /** All its bytes by absolute index; its reader and writer index mean nothing. Dead after {@link #close}. */
    ByteBuf bytes();

    /** Faults pages in ahead of the stores, whose space is allocated; what fails is an exception, not a signal. */
    void populate(int index, int length) throws IOException;

    /** Makes stores into part of the window durable. */
    void force(int index, int length) throws IOException;

    /** Unmaps. What the kernel refuses to unmap stays mapped, and is touched no more. */
    @Override
    void close() throws IOException;

    /** Maps windows. */
    @FunctionalInterface
    interface Mapper {
        /** Maps {@code length} bytes of the file from {@code offset} on for reading and writing. */
        Window map(long offset, int length) throws IOException;
    }
}
