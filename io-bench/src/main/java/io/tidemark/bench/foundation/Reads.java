package io.tidemark.bench.foundation;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.bench.harness.Contestant;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.StandardOpenOption;

/** Reads of one block at a random offset of a hot sealed range. */
public final class Reads {
    private Reads() {}

    /** For all alike: how a target lies to a cache line or page makes more of a difference than what is compared. */
    private static ByteBuffer alignedTarget() {
        return ByteBuffer.allocateDirect(2 * SealedFile.READ_BYTES)
                .alignedSlice(SealedFile.READ_BYTES)
                .slice(0, SealedFile.READ_BYTES);
    }

    private static RandomOffsets offsets(SealedFile sealed, long start) {
        return new RandomOffsets(start, SealedFile.READ_BYTES, (int) (sealed.sealedBytes() / SealedFile.READ_BYTES));
    }

    /** {@code FileChannel.read} at a position into a direct buffer. */
    public static final class Channel implements Contestant, AutoCloseable {
        private final FileChannel channel;
        private final ByteBuffer target = alignedTarget();
        private final RandomOffsets offsets;

        public Channel(SealedFile sealed) throws IOException {
            channel = FileChannel.open(sealed.file().path(), StandardOpenOption.READ);
            offsets = offsets(sealed, sealed.offset());
        }

        @Override
        public String name() {
            return "FileChannel.read";
        }

        @Override
        public void run(int operations) throws IOException {
            for (int i = 0; i < operations; i++) {
                read();
            }
        }

        /** One read. */
        public ByteBuffer read() throws IOException {
            target.clear();
            if (channel.read(target, offsets.next()) != SealedFile.READ_BYTES) {
                throw new IllegalStateException("short read");
            }
            return target;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** A copy out of a mapping into a direct buffer. */
    public static final class Mapping implements Contestant {
        private final MappedByteBuffer mapping;
        private final ByteBuffer target = alignedTarget();
        private final RandomOffsets offsets;

        public Mapping(SealedFile sealed) throws IOException {
            try (FileChannel channel = FileChannel.open(sealed.file().path(), StandardOpenOption.READ)) {
                mapping = channel.map(MapMode.READ_ONLY, sealed.offset(), sealed.sealedBytes());
            }
            mapping.load();
            offsets = offsets(sealed, 0);
        }

        @Override
        public String name() {
            return "mapped copy";
        }

        @Override
        public void run(int operations) {
            for (int i = 0; i < operations; i++) {
                read();
            }
        }

        /** One read. */
        public ByteBuffer read() {
            target.put(0, mapping, (int) offsets.next(), SealedFile.READ_BYTES);
            return target;
        }
    }

    /** {@code HybridFile.readAt} into a direct buffer. */
    public static final class Tidemark implements Contestant, AutoCloseable {
        private final SealedFile sealed;
        private final ByteBuf target = Unpooled.wrappedBuffer(alignedTarget());
        private final RandomOffsets offsets;

        public Tidemark(SealedFile sealed) {
            this.sealed = sealed;
            offsets = offsets(sealed, sealed.offset());
        }

        @Override
        public String name() {
            return "Tidemark " + sealed.file().ranges().get(0).mode().name();
        }

        @Override
        public void run(int operations) throws IOException {
            for (int i = 0; i < operations; i++) {
                read();
            }
        }

        /** One read. */
        public ByteBuf read() throws IOException {
            target.clear();
            sealed.file().readAt(offsets.next(), target, SealedFile.READ_BYTES);
            return target;
        }

        @Override
        public void close() {
            target.release();
        }
    }
}
