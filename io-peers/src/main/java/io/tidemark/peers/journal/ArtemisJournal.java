package io.tidemark.peers.journal;

import io.tidemark.peers.journal.Plan.Purpose;
import java.io.File;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.activemq.artemis.core.io.SequentialFileFactory;
import org.apache.activemq.artemis.core.io.aio.AIOSequentialFileFactory;
import org.apache.activemq.artemis.core.io.nio.NIOSequentialFileFactory;
import org.apache.activemq.artemis.core.journal.LoaderCallback;
import org.apache.activemq.artemis.core.journal.PreparedTransactionInfo;
import org.apache.activemq.artemis.core.journal.RecordInfo;
import org.apache.activemq.artemis.core.journal.impl.JournalImpl;

/**
 * The journal of ActiveMQ Artemis, its files filled ahead. It is read only when it is loaded, all of it. A buffer gathers
 * what several threads append, and is written when its time is over; one thread is better off without that time.
 */
final class ArtemisJournal implements Journal {
    private static final byte TYPE = 1;
    private static final int BUFFER_BYTES = 490 << 10;
    private static final int BUFFER_TIMEOUT_NANOS = 100_000;
    private static final int MAX_IO = 500;
    private static final int FILE_BYTES = 16 << 20;
    private static final int MIN_FILE_BYTES = 1 << 20;
    private static final int RECORD_OVERHEAD_BYTES = 64;

    /** How it writes. */
    enum Io {
        NIO,
        /** By libaio, past the page cache. */
        ASYNCIO
    }

    private final Plan plan;
    private final Io io;
    private final byte[] record;
    private final AtomicLong next = new AtomicLong();
    private final Counter loaded = new Counter();
    private JournalImpl journal;

    ArtemisJournal(Plan plan, Io io) throws IOException {
        this.plan = plan;
        this.io = io;
        this.record = plan.bytes();
        open();
    }

    private void open() throws IOException {
        long bytes = plan.records() * (plan.recordBytes() + RECORD_OVERHEAD_BYTES);
        int fileBytes = bytes < FILE_BYTES ? MIN_FILE_BYTES : FILE_BYTES;
        int files = (int) (bytes / fileBytes) + 2;
        journal = new JournalImpl(fileBytes, files, files, 0, 0, files(), "artemis", "log", MAX_IO);
        try {
            journal.start();
            journal.load(loaded);
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private SequentialFileFactory files() {
        File directory = plan.directory().toFile();
        int timeout = plan.appenders() == 1 ? 0 : BUFFER_TIMEOUT_NANOS;
        if (io == Io.ASYNCIO) {
            return new AIOSequentialFileFactory(directory, BUFFER_BYTES, timeout, MAX_IO, false);
        }
        boolean isBuffered = plan.appenders() > 1 || plan.purpose() != Purpose.DURABLE_APPENDS;
        return new NIOSequentialFileFactory(directory, isBuffered, BUFFER_BYTES, timeout, 1, false);
    }

    @Override
    public Appender appender() {
        return new Appender() {
            @Override
            public void appendDurably() throws IOException {
                add(true);
            }

            /** The last one waits until all are written. */
            @Override
            public void append(int count) throws IOException {
                for (int i = 1; i < count; i++) {
                    add(false);
                }
                add(true);
            }
        };
    }

    private void add(boolean isSynced) throws IOException {
        try {
            journal.appendAddRecord(next.getAndIncrement(), TYPE, record, isSynced);
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    @Override
    public Reader reader() {
        return new Reader() {
            @Override
            public void read(RandomNumbers numbers, int count) {
                throw new UnsupportedOperationException("read only as a whole");
            }

            /** What the load handed over. */
            @Override
            public long scan(long most) {
                return Math.min(most, loaded.count);
            }
        };
    }

    @Override
    public void discard() throws IOException {
        close();
        Directories.empty(plan.directory());
        open();
    }

    @Override
    public void close() throws IOException {
        try {
            journal.stop();
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private static final class Counter implements LoaderCallback {
        private long count;

        @Override
        public void addRecord(RecordInfo info) {
            count++;
        }

        @Override
        public void addPreparedTransaction(PreparedTransactionInfo transaction) {}

        @Override
        public void deleteRecord(long id) {}

        @Override
        public void updateRecord(RecordInfo info) {}

        @Override
        public void failedTransaction(
                long id, java.util.List<RecordInfo> records, java.util.List<RecordInfo> recordsToDelete) {}
    }
}
