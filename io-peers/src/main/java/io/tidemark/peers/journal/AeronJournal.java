package io.tidemark.peers.journal;

import io.aeron.Publication;
import io.aeron.Subscription;
import io.aeron.archive.Archive;
import io.aeron.archive.ArchiveThreadingMode;
import io.aeron.archive.ArchivingMediaDriver;
import io.aeron.archive.client.AeronArchive;
import io.aeron.archive.status.RecordingPos;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.logbuffer.FragmentHandler;
import io.tidemark.bench.foundation.Leftovers;
import io.tidemark.peers.journal.Plan.Purpose;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersReader;

/**
 * An Aeron Archive that records what is published over IPC, with its driver in this process. The position up to which it
 * has recorded moves after its force, if it forces at all. It is read by replays.
 */
final class AeronJournal implements Journal {
    private static final String CHANNEL = "aeron:ipc";
    /** The first one of an archive. */
    private static final long RECORDING = 0;

    /** Streams of the archive itself have the numbers around 10 to 30. */
    private static final int STREAM = 1001;

    private static final int REPLAY_STREAM = 1002;
    private static final int TERM_BYTES = 16 << 20;
    private static final int MTU_BYTES = 16 << 10;
    private static final int SEGMENT_BYTES = 64 << 20;
    private static final int DATA = 1;
    private static final int NONE = 0;
    private static final int POLL_FRAGMENTS = 256;

    private final Plan plan;
    private final TurnIdleStrategy archiveIdle = new TurnIdleStrategy();
    private final TurnIdleStrategy driverIdle = new TurnIdleStrategy();
    private ArchivingMediaDriver driver;
    private AeronArchive archive;
    private Publication publication;
    private int counter;

    /** Appenders that wait together wait by one of them: others that spin would keep the archive from its work. */
    private SharedForce recorded;

    AeronJournal(Plan plan) throws IOException {
        this.plan = plan;
        open();
    }

    private void open() throws IOException {
        Path mark = plan.directory().resolve("archive").resolve("archive-mark.dat");
        boolean isThere = Files.exists(mark);
        // Who died has not said so; the archive would wait whether it is still alive.
        Files.deleteIfExists(mark);
        String media = media().toString();
        driver = ArchivingMediaDriver.launch(
                new MediaDriver.Context()
                        .aeronDirectoryName(media)
                        .threadingMode(ThreadingMode.SHARED)
                        .sharedIdleStrategy(driverIdle)
                        .ipcTermBufferLength(TERM_BYTES)
                        .ipcMtuLength(MTU_BYTES)
                        .dirDeleteOnStart(true)
                        .dirDeleteOnShutdown(true),
                new Archive.Context()
                        .aeronDirectoryName(media)
                        .archiveDir(plan.directory().resolve("archive").toFile())
                        .threadingMode(ArchiveThreadingMode.SHARED)
                        .idleStrategySupplier(() -> archiveIdle)
                        .segmentFileLength(SEGMENT_BYTES)
                        .fileSyncLevel(plan.purpose() == Purpose.UNFORCED_APPENDS ? NONE : DATA)
                        .catalogFileSyncLevel(plan.purpose() == Purpose.UNFORCED_APPENDS ? NONE : DATA)
                        .controlChannelEnabled(false)
                        .archiveClientContext(new AeronArchive.Context().controlResponseChannel(CHANNEL))
                        .replicationChannel("aeron:udp?endpoint=127.0.0.1:0"));
        archive = AeronArchive.connect(new AeronArchive.Context()
                .aeronDirectoryName(media)
                .controlRequestChannel(driver.archive().context().localControlChannel())
                .controlRequestStreamId(driver.archive().context().localControlStreamId())
                .controlResponseChannel(CHANNEL));
        if (!isThere) {
            publication = archive.addRecordedPublication(CHANNEL, STREAM);
            counter = recordingPosition();
            recorded = new SharedForce(this::awaitRecorded);
        }
    }

    /** The driver's files belong into memory; where the process will be killed, to where they will be found. */
    private Path media() {
        return plan.purpose() == Purpose.REOPENING || plan.purpose() == Purpose.UNFORCED_APPENDS
                ? plan.directory().resolve("media")
                : Leftovers.add(Path.of(
                        "/dev/shm", "tidemark-peers-" + ProcessHandle.current().pid()));
    }

    private int recordingPosition() throws IOException {
        CountersReader counters = counters();
        Patience patience = patience("the beginning of the recording");
        patience.begin();
        while (true) {
            int id = RecordingPos.findCounterIdBySession(
                    counters,
                    publication.sessionId(),
                    driver.archive().context().archiveId());
            if (id != CountersReader.NULL_COUNTER_ID) {
                return id;
            }
            patience.idle();
        }
    }

    /** Returns the position up to which has been recorded, when that is as far as wanted. */
    private long awaitRecorded(long wanted) throws IOException {
        CountersReader counters = counters();
        Patience patience = patience("the end of what is being recorded");
        long last = -1;
        long position;
        while ((position = counters.getCounterValue(counter)) < wanted) {
            if (position != last) {
                patience.begin();
                last = position;
            }
            patience.idle();
        }
        return position;
    }

    private CountersReader counters() {
        return archive.context().aeron().countersReader();
    }

    private static Patience patience(String what) {
        return new Patience(
                new BackoffIdleStrategy(100, 100, TimeUnit.MICROSECONDS.toNanos(1), TimeUnit.MICROSECONDS.toNanos(50)),
                what);
    }

    @Override
    public Appender appender() {
        DirectBuffer record = new UnsafeBuffer(plan.direct());
        Patience patience = patience("space in the publication");
        return new Appender() {
            @Override
            public void appendDurably() throws IOException {
                recorded.await(offer());
            }

            @Override
            public void append(int count) throws IOException {
                long position = 0;
                for (int i = 0; i < count; i++) {
                    position = offer();
                }
                recorded.await(position);
            }

            private long offer() throws IOException {
                patience.begin();
                long position;
                while ((position = publication.offer(record)) < 0) {
                    if (position == Publication.CLOSED || position == Publication.MAX_POSITION_EXCEEDED) {
                        throw new IOException("the publication answered " + position);
                    }
                    patience.idle();
                }
                return position;
            }
        };
    }

    @Override
    public Reader reader() {
        return new Reader() {
            @Override
            public void read(RandomNumbers numbers, int count) {
                throw new UnsupportedOperationException("read by replays only");
            }

            @Override
            public long scan(long most) throws IOException {
                return replay(most);
            }
        };
    }

    private long replay(long most) throws IOException {
        long end = archive.getStopPosition(RECORDING);
        if (end == AeronArchive.NULL_POSITION) {
            end = archive.getRecordingPosition(RECORDING);
        }
        byte[] target = new byte[plan.recordBytes()];
        long[] count = new long[1];
        FragmentHandler counting = (buffer, offset, length, header) -> {
            buffer.getBytes(offset, target, 0, length);
            count[0]++;
        };
        Patience patience = patience("the next part of the replay");
        patience.begin();
        try (Subscription replay = archive.replay(RECORDING, 0, end, CHANNEL, REPLAY_STREAM)) {
            while (replay.hasNoImages()) {
                patience.idle();
            }
            while (count[0] < most) {
                int polled = replay.poll(counting, POLL_FRAGMENTS);
                if (polled == 0
                        && (replay.hasNoImages() || replay.imageAtIndex(0).isEndOfStream())) {
                    break;
                }
                if (polled == 0) {
                    patience.idle();
                } else {
                    patience.begin();
                }
            }
        }
        return Math.min(most, count[0]);
    }

    @Override
    public void discard() throws IOException {
        close();
        Directories.empty(plan.directory());
        open();
    }

    @Override
    public void awake() {
        archiveIdle.awake();
        driverIdle.awake();
    }

    @Override
    public void rest() {
        archiveIdle.rest();
        driverIdle.rest();
    }

    @Override
    public void close() {
        awake();
        if (publication != null) {
            publication.close();
        }
        archive.close();
        driver.close();
        rest();
    }
}
