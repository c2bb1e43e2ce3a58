package io.tidemark.bench.foundation;

import io.tidemark.bench.harness.ColdRange;
import io.tidemark.bench.harness.Contestant;
import io.tidemark.log.HybridLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/** Scans of a complete segment that the page cache doesn't hold when they begin; an operation is a record. */
final class ColdScans {
    private ColdScans() {}

    /** A cursor over the log's first segment. */
    static final class ByLog implements Contestant {
        private final LogReads.Scan scan;
        private final ColdRange range;

        /** @param count how many records are scanned before it begins anew */
        ByLog(HybridLog log, int count, ColdRange range) {
            this.scan = new LogReads.Scan(log, count);
            this.range = range;
        }

        @Override
        public String name() {
            return "Tidemark log, cold scan";
        }

        @Override
        public void before(int operations) throws IOException {
            range.drop();
        }

        @Override
        public void run(int operations) throws IOException {
            scan.run(operations);
        }
    }

    /** Reads of as many bytes of the same file through a channel, which the kernel reads ahead of, and checksums. */
    static final class ByChannel implements Contestant, AutoCloseable {
        private static final int BUFFER_BYTES = 1 << 20;

        private final FileChannel channel;
        private final ColdRange range;
        private final int recordBytes;
        private final ByteBuffer buffer;
        private final CRC32C crc = new CRC32C();

        ByChannel(ColdRange range, int recordBytes) throws IOException {
            this.range = range;
            this.recordBytes = recordBytes;
            this.buffer = ByteBuffer.allocateDirect(BUFFER_BYTES / recordBytes * recordBytes);
            this.channel = FileChannel.open(range.path(), StandardOpenOption.READ);
        }

        @Override
        public String name() {
            return "FileChannel.read + CRC32C, cold";
        }

        @Override
        public void before(int operations) throws IOException {
            range.drop();
        }

        @Override
        public void run(int operations) throws IOException {
            long position = range.offset();
            for (long left = (long) operations * recordBytes; left > 0; ) {
                int wanted = (int) Math.min(left, buffer.capacity());
                if (channel.read(buffer.clear().limit(wanted), position) != wanted) {
                    throw new IllegalStateException("short read at " + position);
                }
                for (int at = 0; at < wanted; at += recordBytes) {
                    crc.reset();
                    crc.update(buffer.limit(at + recordBytes).position(at));
                }
                position += wanted;
                left -= wanted;
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
