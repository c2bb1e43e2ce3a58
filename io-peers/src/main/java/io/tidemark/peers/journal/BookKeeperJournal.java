package io.tidemark.peers.journal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.peers.journal.Plan.Purpose;
import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.bookkeeper.bookie.LedgerDirsManager;
import org.apache.bookkeeper.conf.ServerConfiguration;
import org.apache.bookkeeper.proto.BookkeeperInternalCallbacks.WriteCallback;
import org.apache.bookkeeper.util.DiskChecker;

/**
 * The journal of a BookKeeper bookie. An entry is acknowledged by the journal's own threads, which write what has
 * gathered as soon as there is nothing more to take, and force what has been written meanwhile. It is read only from end
 * to end, when a bookie starts.
 */
final class BookKeeperJournal implements Journal {
    private static final long LEDGER = 1;
    private static final long JOURNAL_MB = 2048;
    private static final int OUTSTANDING = 10_000;

    private final Plan plan;
    private final AtomicLong next = new AtomicLong();
    private org.apache.bookkeeper.bookie.Journal journal;

    BookKeeperJournal(Plan plan) throws IOException {
        this.plan = plan;
        open();
    }

    private void open() throws IOException {
        File directory = plan.directory().toFile();
        ServerConfiguration settings = new ServerConfiguration();
        settings.setJournalDirName(directory.getPath())
                .setLedgerDirNames(new String[] {directory.getPath()})
                .setJournalSyncData(plan.purpose() != Purpose.UNFORCED_APPENDS)
                .setMaxJournalSizeMB(JOURNAL_MB)
                .setJournalFlushWhenQueueEmpty(true)
                .setJournalRemovePagesFromCache(false);
        // A bookie that is nearly full stops; how full this disk is doesn't matter here.
        LedgerDirsManager ledgers =
                new LedgerDirsManager(settings, new File[] {directory}, new DiskChecker(0.999f, 0.998f));
        journal = new org.apache.bookkeeper.bookie.Journal(0, directory, settings, ledgers);
        if (plan.purpose() != Purpose.REOPENING || ids().isEmpty()) {
            journal.start();
        }
    }

    private List<Long> ids() {
        return org.apache.bookkeeper.bookie.Journal.listJournalIds(
                plan.directory().toFile(), null);
    }

    @Override
    public Appender appender() {
        return new Entries();
    }

    @Override
    public Reader reader() {
        return new Reader() {
            @Override
            public void read(RandomNumbers numbers, int count) {
                throw new UnsupportedOperationException("read only from end to end");
            }

            @Override
            public long scan(long most) throws IOException {
                long[] count = new long[1];
                for (long id : ids()) {
                    journal.scanJournal(id, 0, (version, offset, entry) -> count[0]++, false);
                }
                return Math.min(most, count[0]);
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
    public void close() {
        journal.shutdown();
    }

    private final class Entries implements Appender {
        private final ByteBuf record = Unpooled.wrappedBuffer(plan.direct());
        private final Semaphore acknowledged = new Semaphore(0);
        private volatile int failure;
        private final WriteCallback callback = (code, ledger, entry, bookie, context) -> {
            failure |= code;
            acknowledged.release();
        };

        @Override
        public void appendDurably() throws IOException {
            add();
            await(1);
        }

        /** So many may be under way, but in the end all have been acknowledged. */
        @Override
        public void append(int count) throws IOException {
            for (int i = 0; i < count; i++) {
                add();
                if (i >= OUTSTANDING) {
                    await(1);
                }
            }
            await(Math.min(count, OUTSTANDING));
        }

        private void add() throws IOException {
            try {
                journal.logAddEntry(LEDGER, next.getAndIncrement(), record, false, callback, null);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }

        private void await(int count) throws IOException {
            // Its threads end when the disk fails, and then nobody answers.
            if (!Patience.acquire(acknowledged, count)) {
                throw new IOException("the journal has not answered for " + Patience.SECONDS + " s");
            }
            if (failure != 0) {
                throw new IOException("the journal answered " + failure);
            }
        }
    }
}
