package io.tidemark.file.access;

import io.netty.buffer.ByteBuf;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.ProcessDescriptors;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The fast way to bytes that are in the page cache: the JDK's own pread, which costs 0.1 us less a call than one through
 * JNA. A {@link FileChannel} has its price: it is closed by the first interrupt of a thread that reads. So it is never
 * relied on. Whatever goes wrong here (closed, short, failed), {@link #tryRead} says false, and the caller reads through
 * its own descriptor, which knows no interrupts and has errors with names.
 *
 * <p>The JDK tells nobody the number of a channel's descriptor, but readahead has to be turned off on it (see
 * {@link Readahead}); so it is looked for among the process's descriptors of this file. Where there is not exactly one
 * that is new, there is no channel.
 */
final class CachedChannel implements Closeable {
    /**
     * Of all files one at a time is opened: several may be regions of the same, and each looks for the descriptor that is new.
     * Nobody waits for it, because it may be one of a disk that doesn't answer.
     */
    private static final ReentrantLock OPENING = new ReentrantLock();

    /** What was lacking once, such as a descriptor, or a number that nobody else had given back, may be there the next time. */
    private static final int MOST_ATTEMPTS = 10;

    private final NativeFile file;

    /** Of the file's region. */
    private final long start;

    /** Null before the first read; after an interrupt the next reader opens another one. */
    private volatile FileChannel channel;

    private volatile boolean isUsable = true;

    /** In vain, one behind the other. Guarded by this object's monitor. */
    private int attempts;

    CachedChannel(NativeFile file) {
        this.file = file;
        this.start = file.region().offset();
    }

    /** Reads all of {@code length} bytes, or says false with the target's bytes undefined. */
    boolean tryRead(long offset, ByteBuf target, int targetIndex, int length) {
        if (!target.isDirect()
                || target.nioBufferCount() != 1
                || Thread.currentThread().isInterrupted()) {
            return false;
        }
        try {
            FileChannel current = channel;
            if (current == null || !current.isOpen()) {
                current = open();
            }
            ByteBuffer bytes = target.internalNioBuffer(targetIndex, length);
            return current != null && current.read(bytes, start + offset) == length;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public synchronized void close() throws IOException {
        isUsable = false;
        FileChannel last = channel;
        if (last != null) {
            last.close();
        }
    }

    /** Null where it is not to be had, or somebody else is just opening one. */
    private FileChannel open() throws IOException {
        if (!isUsable || !OPENING.tryLock()) {
            return null;
        }
        try {
            return openAlone();
        } finally {
            OPENING.unlock();
        }
    }

    private synchronized FileChannel openAlone() throws IOException {
        if (isUsable && (channel == null || !channel.isOpen())) {
            channel = null;
            attempts++;
            isUsable = attempts < MOST_ATTEMPTS; // Unless it works once more.
            channel = openTuned();
            if (channel != null) {
                attempts = 0;
                isUsable = true;
            }
        }
        return channel;
    }

    /** By the descriptor, so that it is the same file whatever became of the path. Null if its own isn't found. */
    private FileChannel openTuned() throws IOException {
        try (ProcessDescriptors added =
                attempts == 1 ? ProcessDescriptors.fromNowOn() : ProcessDescriptors.fromNowOnAmongOthers(file)) {
            FileChannel opened = FileChannel.open(Path.of("/proc/self/fd/" + file.fd()), StandardOpenOption.READ);
            boolean tuned = false;
            try {
                tuned = tune(added.leadingTo(file));
                return tuned ? opened : null;
            } finally {
                if (!tuned) {
                    opened.close();
                }
            }
        }
    }

    private boolean tune(List<Integer> added) {
        return added.size() == 1 && ProcessDescriptors.tryAdviseRandom(file, added.get(0));
    }
}
