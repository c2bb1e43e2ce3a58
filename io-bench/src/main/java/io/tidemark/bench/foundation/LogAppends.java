package io.tidemark.bench.foundation;

import io.netty.buffer.ByteBuf;
import io.tidemark.bench.harness.Contestant;
import io.tidemark.log.Durability;
import io.tidemark.log.HybridLog;
import io.tidemark.log.Processors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.CRC32C;

/** Appends of records of one length to a log. */
public final class LogAppends {
    private LogAppends() {}

    /** Each acknowledged before the next one, by one thread. */
    record Durable(LogFile file) implements Contestant {
        @Override
        public String name() {
            return "Tidemark log, durable append"
                    + (file.options().processors() == Processors.KEPT_AWAKE ? ", processors awake" : "");
        }

        @Override
        public void before(int operations) throws IOException {
            file.makeRoom();
        }

        @Override
        public void run(int operations) throws IOException {
            HybridLog log = file.log();
            for (int i = 0; i < operations; i++) {
                log.append(file.record(), Durability.each());
            }
        }
    }

    /** Each acknowledged before its thread's next one, by threads that share forces. */
    static final class Grouped implements Contestant, AutoCloseable {
        private static final Durability TOGETHER = Durability.group(Duration.ofMillis(1), 1 << 20);

        private final LogFile file;
        private final Crew crew;
        private final List<ByteBuf> records = new ArrayList<>();

        Grouped(LogFile file, int threads) {
            this.file = file;
            this.crew = new Crew(threads);
            for (int i = 0; i < threads; i++) {
                records.add(file.record().copy());
            }
        }

        @Override
        public String name() {
            return "Tidemark log, " + records.size() + " threads by group commit, "
                    + file.options().waiting().name().toLowerCase(Locale.ROOT);
        }

        @Override
        public void before(int operations) throws IOException {
            file.makeRoom();
        }

        @Override
        public void run(int operations) throws IOException {
            crew.run(operations, member -> file.log().append(records.get(member), TOGETHER));
        }

        @Override
        public boolean hasThreadsOfItsOwn() {
            return true;
        }

        @Override
        public double p99Nanos() {
            return crew.p99Nanos();
        }

        @Override
        public void close() {
            crew.close();
            records.forEach(ByteBuf::release);
        }
    }

    /** Not waited for, up to a number outstanding. */
    static final class Asynchronous implements Contestant {
        private static final int OUTSTANDING = 1024;

        /** Appends the record of a file. */
        @FunctionalInterface
        interface Append {
            CompletionStage<Long> to(LogFile file) throws IOException;
        }

        private final LogFile file;
        private final Append append;
        private final Semaphore free = new Semaphore(OUTSTANDING);

        /** The first one; an append that fails frees its place as well, or the next ones would wait for ever. */
        private final AtomicReference<Throwable> failure = new AtomicReference<>();

        Asynchronous(LogFile file) {
            this(file, to -> to.log().appendAsync(to.record()));
        }

        Asynchronous(LogFile file, Append append) {
            this.file = file;
            this.append = append;
        }

        @Override
        public String name() {
            return "Tidemark log, " + OUTSTANDING + " durable appends outstanding";
        }

        @Override
        public void before(int operations) throws IOException {
            file.makeRoom();
        }

        @Override
        public void run(int operations) throws IOException {
            for (int i = 0; i < operations && failure.get() == null; i++) {
                free.acquireUninterruptibly();
                append();
            }
            free.acquireUninterruptibly(OUTSTANDING);
            free.release(OUTSTANDING);
            if (failure.get() != null) {
                throw new IOException("a durable append failed", failure.get());
            }
        }

        private void append() throws IOException {
            CompletionStage<Long> appended;
            try {
                appended = append.to(file);
            } catch (IOException | RuntimeException | Error e) {
                free.release();
                throw e;
            }
            appended.whenComplete((sequence, cause) -> {
                if (cause != null) {
                    failure.compareAndSet(null, cause);
                }
                free.release();
            });
        }
    }

    /** Not forced; segments come and go. */
    record Unforced(LogFile file) implements Contestant {
        @Override
        public String name() {
            return "Tidemark log, unforced append";
        }

        @Override
        public void before(int operations) throws IOException {
            file.makeRoom();
        }

        @Override
        public void run(int operations) throws IOException {
            HybridLog log = file.log();
            for (int i = 0; i < operations; i++) {
                log.append(file.record(), Durability.onDemand());
            }
        }
    }

    /** The least that an append does: a copy into a mapping whose pages are there, going round, and a checksum of it. */
    public static final class CopyAndChecksum implements Contestant, AutoCloseable {
        private final Path path;
        private final MappedByteBuffer mapping;
        private final ByteBuffer source;
        private final CRC32C crc = new CRC32C();
        private int index;

        /**
         * Makes the file.
         *
         * @param spaceBytes how much is gone through until it begins anew
         */
        public CopyAndChecksum(Path path, int recordBytes, int spaceBytes) throws IOException {
            this.path = path;
            try (FileChannel channel = FileChannel.open(
                    path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                mapping = channel.map(MapMode.READ_WRITE, 0, spaceBytes);
            }
            source = Pattern.fill(ByteBuffer.allocateDirect(recordBytes), 0);
            run(spaceBytes / recordBytes); // So that each page was written once.
        }

        @Override
        public String name() {
            return "copy into a mapping + CRC32C";
        }

        @Override
        public void run(int operations) {
            int length = source.capacity();
            for (int i = 0; i < operations; i++) {
                index = index + length > mapping.capacity() ? 0 : index;
                mapping.put(index, source, 0, length);
                crc.reset();
                crc.update(mapping.limit(index + length).position(index));
                mapping.clear();
                index += length;
            }
        }

        @Override
        public void close() throws IOException {
            Files.delete(path);
        }
    }
}
