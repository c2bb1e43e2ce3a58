package io.tidemark.peers.journal;

import io.tidemark.peers.journal.Plan.Purpose;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * A log as one writes it in an afternoon: records with length, number and CRC32C, one write each, into a file that was
 * filled with zeros and is used again and again; {@code force(false)}, shared by those who wait. Records are found by a
 * list of all offsets in memory.
 *
 * <pre>
 *  0        4        8                16
 *  ├ length ┼ CRC ───┼ number ────────┼ payload
 * </pre>
 */
final class ChannelJournal implements Journal {
    private static final int HEADER_BYTES = 16;
    private static final int CHUNK_BYTES = 256 << 10;

    /** Larger ones would leave large folios in the page cache, which are written back as a whole. */
    private static final int ZEROS_BYTES = 4096;

    private final Plan plan;
    private final FileChannel channel;
    private final ByteBuffer frame;
    private final ByteBuffer record;
    private final CRC32C crc = new CRC32C();
    private final Offsets offsets = new Offsets();
    private final SharedForce force;
    private long position;
    private long firstNumber;
    private volatile long nextNumber;

    ChannelJournal(Plan plan) throws IOException {
        this.plan = plan;
        Path path = plan.directory().resolve("channel.log");
        channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        record = plan.direct();
        frame = ByteBuffer.allocateDirect(HEADER_BYTES + plan.recordBytes());
        force = new SharedForce(wanted -> {
            long end = nextNumber;
            channel.force(false);
            return end;
        });
        if (channel.size() == 0) {
            fill();
        } else {
            recover();
        }
    }

    private void fill() throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect(ZEROS_BYTES);
        long fileBytes = plan.records() * frame.capacity() + CHUNK_BYTES;
        for (long at = 0; at < fileBytes; at += ZEROS_BYTES) {
            channel.write(zeros.clear(), at);
        }
        channel.force(true);
    }

    private void recover() throws IOException {
        if (plan.purpose() == Purpose.REOPENING) {
            try (Scanner scanner = new Scanner()) {
                scanner.scan(Long.MAX_VALUE, offsets);
                position = scanner.position();
                nextNumber = offsets.size();
            }
            channel.force(false);
        }
    }

    /** Returns how many records have been appended. */
    private synchronized long append() throws IOException {
        long number = nextNumber;
        frame.clear().putInt(plan.recordBytes()).putInt(0).putLong(number).put(record.rewind());
        crc.reset();
        crc.update(frame.flip().position(8));
        frame.putInt(4, (int) crc.getValue()).rewind();
        channel.write(frame, position);
        if (plan.purpose() == Purpose.READS || plan.purpose() == Purpose.REOPENING) {
            offsets.add(position);
        }
        position += frame.capacity();
        nextNumber = number + 1;
        return number + 1;
    }

    @Override
    public Appender appender() {
        return new Appender() {
            @Override
            public void appendDurably() throws IOException {
                force.await(ChannelJournal.this.append());
            }

            @Override
            public void append(int count) throws IOException {
                for (int i = 0; i < count; i++) {
                    ChannelJournal.this.append();
                }
            }
        };
    }

    @Override
    public Reader reader() {
        return new Scanner();
    }

    @Override
    public synchronized void discard() {
        position = 0;
        firstNumber = nextNumber;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** Reads and verifies. */
    private final class Scanner implements Reader {
        private final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
        private final CRC32C sum = new CRC32C();
        private long position;

        long position() {
            return position;
        }

        @Override
        public void read(RandomNumbers numbers, int count) throws IOException {
            for (int i = 0; i < count; i++) {
                int number = numbers.next();
                long start = offsets.get(number);
                chunk.clear().limit(HEADER_BYTES + plan.recordBytes());
                channel.read(chunk, start);
                if (!isValid(chunk.flip(), 0, number)) {
                    throw new IOException("record " + number + " at " + start + " is damaged");
                }
            }
        }

        @Override
        public long scan(long most) throws IOException {
            return scan(most, null);
        }

        /** @param found gets the offsets; null for nobody */
        long scan(long most, Offsets found) throws IOException {
            position = 0;
            long count = 0;
            int at = 0;
            chunk.clear().flip();
            while (count < most) {
                if (!isWhole(at)) {
                    at = 0;
                    channel.read(chunk.clear(), position);
                    chunk.flip();
                    if (!isWhole(at)) {
                        break;
                    }
                }
                if (!isValid(chunk, at, firstNumber + count)) {
                    break;
                }
                if (found != null) {
                    found.add(position);
                }
                int length = HEADER_BYTES + chunk.getInt(at);
                at += length;
                position += length;
                count++;
            }
            return count;
        }

        private boolean isWhole(int at) {
            int left = chunk.limit() - at;
            return left >= HEADER_BYTES && chunk.getInt(at) >= 0 && chunk.getInt(at) <= left - HEADER_BYTES;
        }

        private boolean isValid(ByteBuffer memory, int at, long number) {
            if (memory.getInt(at) <= 0 || memory.getLong(at + 8) != number) {
                return false;
            }
            int end = memory.limit();
            sum.reset();
            sum.update(memory.limit(at + HEADER_BYTES + memory.getInt(at)).position(at + 8));
            memory.limit(end).position(0);
            return (int) sum.getValue() == memory.getInt(at + 4);
        }
    }
}
