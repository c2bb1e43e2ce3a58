package io.tidemark.cli.demo;

import io.netty.buffer.ByteBuf;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;

/** Real files, one after the other, as one run of bytes that any thread can read. */
final class Input implements Closeable {
    /** A file and where its bytes lie in the input. */
    private record Source(Path path, FileChannel channel, long start, long end, FileTime modified) {}

    private static final long HELD_BACK_BYTES = 128 << 10;

    private final List<Source> sources = new ArrayList<>();
    private final long limitBytes;
    private long lengthBytes;
    private long availableBytes;

    private Input(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /**
     * Opens files until the limit is reached.
     *
     * @throws FileSystemException if one is missing or not a regular file, or all are empty
     */
    static Input open(List<Path> files, long limitBytes) throws IOException {
        Input input = new Input(limitBytes);
        try {
            for (Path file : files) {
                input.add(file);
            }
            if (input.lengthBytes == 0) {
                throw new FileSystemException(files.get(0).toString(), null, "the input is empty");
            }
            return input;
        } catch (IOException | RuntimeException e) {
            closeQuietly(input, e);
            throw e;
        }
    }

    private void add(Path file) throws IOException {
        // Before it is opened, because opening a FIFO waits for its other end.
        BasicFileAttributes facts = Files.readAttributes(file, BasicFileAttributes.class);
        if (!facts.isRegularFile()) {
            throw new FileSystemException(file.toString(), null, "not a regular file, so no input");
        }
        long taken = Math.min(facts.size(), limitBytes - lengthBytes);
        availableBytes += facts.size();
        if (taken > 0) {
            long end = lengthBytes + taken;
            sources.add(new Source(file, FileChannel.open(file), lengthBytes, end, facts.lastModifiedTime()));
            lengthBytes = end;
        }
    }

    /**
     * Takes a little less where the limit cuts the input at a multiple of {@code borderBytes}: all of it would be sealed
     * then, and no tail left to look at.
     */
    void leaveTail(long borderBytes) {
        boolean isCut = lengthBytes < availableBytes;
        if (isCut && lengthBytes > borderBytes && lengthBytes % borderBytes == 0) {
            lengthBytes -= Math.min(HELD_BACK_BYTES, borderBytes / 2);
        }
    }

    /** What is taken of the files. */
    long lengthBytes() {
        return lengthBytes;
    }

    /** What the files hold. */
    long availableBytes() {
        return availableBytes;
    }

    /** The files that something is taken of. */
    List<Path> files() {
        return sources.stream()
                .filter(source -> source.start() < lengthBytes)
                .map(Source::path)
                .toList();
    }

    /**
     * Fills {@code target} from index 0 on and sets its indices around what was read.
     *
     * @throws FileSystemException if a file has become shorter meanwhile
     */
    void read(long position, ByteBuf target, int length) throws IOException {
        target.clear().ensureWritable(length);
        for (Source source : sources) {
            long from = Math.max(position, source.start());
            long to = Math.min(position + length, source.end());
            if (from < to) {
                ByteBuffer bytes = target.nioBuffer((int) (from - position), (int) (to - from));
                readFully(source, from - source.start(), bytes);
            }
        }
        target.writerIndex(length);
    }

    private static void readFully(Source source, long offset, ByteBuffer bytes) throws IOException {
        long at = offset;
        while (bytes.hasRemaining()) {
            int count = source.channel().read(bytes, at);
            if (count < 0) {
                throw changed(source);
            }
            at += count;
        }
    }

    /** Throws if a file was written to since it was opened, in which case a comparison with it proves nothing. */
    void requireUnchanged() throws IOException {
        for (Source source : sources) {
            if (!Files.getLastModifiedTime(source.path()).equals(source.modified())) {
                throw changed(source);
            }
        }
    }

    private static FileSystemException changed(Source source) {
        return new FileSystemException(
                source.path().toString(), null, "the input changed while it was read; take a file that nobody writes");
    }

    private static void closeQuietly(Input input, Exception failure) {
        try {
            input.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    @Override
    public void close() throws IOException {
        for (Source source : sources) {
            source.channel().close();
        }
    }
}
