package io.tidemark.peers.journal;

import io.tidemark.peers.journal.Plan.Purpose;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.CompactionStyle;
import org.rocksdb.CompressionType;
import org.rocksdb.FlushOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteOptions;

/**
 * RocksDB: a record is the value of its number, and its write-ahead log what makes it durable. Log files are recycled;
 * what is flushed is neither compressed nor compacted.
 */
final class RocksJournal implements Journal {
    private static final long CACHE_BYTES = 512 << 20;

    static {
        RocksDB.loadLibrary();
    }

    private final Plan plan;
    private final LRUCache cache = new LRUCache(CACHE_BYTES);
    private final Options options;
    private final WriteOptions synced = new WriteOptions().setSync(true);
    private final WriteOptions unsynced = new WriteOptions();
    private final AtomicLong next = new AtomicLong();
    private final RocksDB db;
    private long first;

    RocksJournal(Plan plan) throws IOException {
        this.plan = plan;
        options = new Options()
                .setCreateIfMissing(true)
                .setWriteBufferSize(plan.spaceBytes())
                .setRecycleLogFileNum(4)
                .setCompactionStyle(CompactionStyle.FIFO)
                .setCompressionType(CompressionType.NO_COMPRESSION)
                .setStatsDumpPeriodSec(0)
                .setTableFormatConfig(new BlockBasedTableConfig().setBlockCache(cache));
        try {
            db = RocksDB.open(options, plan.directory().toString());
        } catch (RocksDBException e) {
            throw new IOException(e);
        }
        if (plan.purpose() == Purpose.DURABLE_APPENDS || plan.purpose() == Purpose.UNFORCED_APPENDS) {
            useLogs();
        }
    }

    /** Has files of the write-ahead log that can be recycled. */
    private void useLogs() throws IOException {
        for (int round = 0; round < 3; round++) {
            appender().append((int) plan.records());
            discard();
        }
    }

    @Override
    public Appender appender() {
        ByteBuffer record = plan.direct();
        ByteBuffer key = ByteBuffer.allocateDirect(Long.BYTES);
        return new Appender() {
            @Override
            public void appendDurably() throws IOException {
                put(synced);
            }

            @Override
            public void append(int count) throws IOException {
                for (int i = 0; i < count; i++) {
                    put(unsynced);
                }
            }

            private void put(WriteOptions how) throws IOException {
                key.putLong(0, next.getAndIncrement()).clear();
                try {
                    db.put(how, key, record.rewind());
                } catch (RocksDBException e) {
                    throw new IOException(e);
                }
            }
        };
    }

    @Override
    public Reader reader() throws IOException {
        if (plan.purpose() == Purpose.READS) {
            flush();
        }
        return new Getter();
    }

    /** What was appended goes to a table, whose log file is then free, and the table is dropped. */
    @Override
    public void discard() throws IOException {
        flush();
        try {
            db.deleteFilesInRanges(db.getDefaultColumnFamily(), java.util.List.of(key(0), key(next.get())), true);
        } catch (RocksDBException e) {
            throw new IOException(e);
        }
        first = next.get();
    }

    private void flush() throws IOException {
        try (FlushOptions waiting = new FlushOptions().setWaitForFlush(true)) {
            db.flush(waiting);
        } catch (RocksDBException e) {
            throw new IOException(e);
        }
    }

    private static byte[] key(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    @Override
    public void close() {
        db.close();
        options.close();
        synced.close();
        unsynced.close();
        cache.close();
    }

    private final class Getter implements Reader {
        private final ReadOptions reading = new ReadOptions();
        private final ByteBuffer key = ByteBuffer.allocateDirect(Long.BYTES);
        private final ByteBuffer target = ByteBuffer.allocateDirect(plan.recordBytes());

        @Override
        public void read(RandomNumbers numbers, int count) throws IOException {
            try {
                for (int i = 0; i < count; i++) {
                    key.putLong(0, first + numbers.next()).clear();
                    if (db.get(reading, key, target.clear()) != target.capacity()) {
                        throw new IOException("a record is missing");
                    }
                }
            } catch (RocksDBException e) {
                throw new IOException(e);
            }
        }

        @Override
        public long scan(long most) {
            long count = 0;
            try (RocksIterator iterator = db.newIterator(reading)) {
                for (iterator.seekToFirst(); count < most && iterator.isValid(); iterator.next()) {
                    iterator.value(target.clear());
                    count++;
                }
            }
            return count;
        }

        @Override
        public void close() {
            reading.close();
        }
    }
}
