package io.tidemark.peers.journal;

import io.tidemark.peers.journal.Plan.Purpose;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.SyncMode;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;

/**
 * Chronicle Queue with its defaults: stores into a mapping of a sparse file, and {@code sync()}, an msync of what the
 * appender has written since the last one, where an append has to be durable. In its default mode
 * sync() is an msync(MS_ASYNC), which Linux takes for nothing.
 */
final class ChronicleJournal implements Journal {
    private final Plan plan;
    private final List<Writer> writers = new CopyOnWriteArrayList<>();
    private SingleChronicleQueue queue;

    ChronicleJournal(Plan plan) {
        this.plan = plan;
        open();
    }

    private void open() {
        SyncMode mode = plan.purpose() == Purpose.DURABLE_APPENDS ? SyncMode.SYNC : SyncMode.NONE;
        queue = SingleChronicleQueueBuilder.binary(plan.directory())
                .syncMode(mode)
                .build();
    }

    @Override
    public Appender appender() {
        Writer writer = new Writer();
        writers.add(writer);
        return writer;
    }

    @Override
    public Reader reader() {
        return new Tailer();
    }

    /** A queue's files are deleted by whoever needs them no more; it has none that it uses again. */
    @Override
    public void discard() throws IOException {
        writers.forEach(Writer::leave);
        queue.close();
        Directories.empty(plan.directory());
        open();
    }

    @Override
    public void close() {
        queue.close();
    }

    private final class Writer implements Appender {
        private final Bytes<?> record = Bytes.wrapForRead(plan.direct());
        private ExcerptAppender appender;

        @Override
        public void appendDurably() {
            ExcerptAppender current = current();
            current.writeBytes(record);
            current.sync();
        }

        @Override
        public void append(int count) {
            ExcerptAppender current = current();
            for (int i = 0; i < count; i++) {
                current.writeBytes(record);
            }
        }

        private ExcerptAppender current() {
            if (appender == null) {
                appender = queue.createAppender();
            }
            return appender;
        }

        /** The queue is about to be closed, and closes its appenders. */
        void leave() {
            appender = null;
        }

        @Override
        public void close() {
            writers.remove(this);
        }
    }

    private final class Tailer implements Reader {
        private final ExcerptTailer tailer = queue.createTailer();
        private final Bytes<?> target = Bytes.allocateElasticDirect(plan.recordBytes());
        private Offsets indices;

        @Override
        public void read(RandomNumbers numbers, int count) throws IOException {
            if (indices == null) {
                indices = indices();
            }
            for (int i = 0; i < count; i++) {
                target.clear();
                if (!tailer.moveToIndex(indices.get(numbers.next())) || !tailer.readBytes(target)) {
                    throw new IOException("a record is missing");
                }
            }
        }

        @Override
        public long scan(long most) {
            tailer.toStart();
            long count = 0;
            target.clear();
            while (count < most && tailer.readBytes(target)) {
                target.clear();
                count++;
            }
            return count;
        }

        /** The index of each record: consecutive within a day. */
        private Offsets indices() {
            Offsets all = new Offsets();
            tailer.toStart();
            while (tailer.readBytes(target)) {
                all.add(tailer.lastReadIndex());
                target.clear();
            }
            return all;
        }

        @Override
        public void close() {
            tailer.close();
            target.releaseLast();
        }
    }
}
