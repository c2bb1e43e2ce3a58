package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netty.buffer.Unpooled;
import io.tidemark.file.BrokenDisk;
import io.tidemark.file.BrokenMedium;
import io.tidemark.file.BrokenPmem;
import io.tidemark.file.MappedFaultException;
import io.tidemark.file.OpenResources;
import io.tidemark.file.WriterFailedException;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.MediaErrorException;
import io.tidemark.nativeio.ReadOnlyFileException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Media that really fail under a log: it is failed for good and says why, reads go on, and on a medium that is whole again
 * all is there that was acknowledged. What can't be read any more is told, and the rest is rescued.
 */
@Tag("broken-media")
class BrokenLogTest {
    private static final int MIB = 1 << 20;
    private static final int MOST_BYTES = 40_000;
    private static final int BLOCK_BYTES = 4096;
    private static final int RECORDS = 120;

    private BrokenMedium medium;
    private Path path;
    private HybridLog log;

    private void open(String fileSystem, RangeMode tail, Layout layout) throws IOException {
        boolean dax = tail == RangeMode.DAX_MAPPED || tail == RangeMode.DAX_WRITE;
        medium = dax ? BrokenPmem.of(fileSystem) : BrokenDisk.of(fileSystem);
        path = medium.directory().resolve("log");
        log = HybridLog.open(path, options(tail, layout));
        Records.append(log, RECORDS - 1, MOST_BYTES, Durability.onDemand());
        append(1);
        assertThat(log.segments()).hasSizeGreaterThan(2);
    }

    private static LogOptions options(RangeMode tail, Layout layout) {
        return LogOptions.builder()
                .layout(layout)
                .segmentBytes(MIB)
                .tailBufferBytes(MIB)
                .tail(ModeChoice.require(tail))
                .build();
    }

    @AfterEach
    void leaveNothingBehind() throws IOException {
        if (log != null) {
            log.close();
        }
        if (medium != null) {
            assertThat(OpenResources.of(medium.directory())).isEmpty();
            medium.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"ext4, DIRECT, SINGLE_FILE", "ext4, MAPPED, DIRECTORY", "xfs, BUFFERED, SINGLE_FILE"})
    void aFailedForceFailsTheLogForGoodAndLosesNothing(String fileSystem, RangeMode tail, Layout layout)
            throws IOException {
        open(fileSystem, tail, layout);
        BrokenDisk disk = (BrokenDisk) medium;
        disk.failWrites();

        IOException failure = catchThrowableOfType(IOException.class, () -> append(1));
        assertThat(causeOf(failure))
                .isInstanceOf(MediaErrorException.class)
                .hasMessageContainingAll("EIO", path.toString());
        assertFailedAndReadable();
        medium.heal();
        assertFailedAndReadable();
        disk.failWrites(); // What the kernel still holds must not reach the medium.
        assertThatThrownBy(log::close).isInstanceOf(LogFailedException.class);
        medium.unmount();
        medium.heal();
        medium.mount();
        assertGoesOn(tail, layout);
    }

    /**
     * {@code DAX_MAPPED} goes on where it needs no new place: its stores are on the medium. Not on a broken disk, which lies in
     * a file: the file system below it becomes read-only first, and the one above may then wait for its own log for ever.
     */
    @ParameterizedTest
    @CsvSource({"ext4, DAX_WRITE, DIRECTORY", "xfs, DAX_MAPPED, SINGLE_FILE"})
    void aForcedReadOnlyRemountFailsTheLogAndLosesNothing(String fileSystem, RangeMode tail, Layout layout)
            throws IOException {
        open(fileSystem, tail, layout);
        log.sealTail(); // And nothing is done in the background any more.
        try {
            medium.remountReadOnly();
            IOException failure = catchThrowableOfType(IOException.class, () -> append(RECORDS));
            assertThat(causeOf(failure)).isInstanceOfAny(ReadOnlyFileException.class, MappedFaultException.class);
            if (tail == RangeMode.DAX_MAPPED) {
                assertThatThrownBy(() -> append(RECORDS)).isInstanceOf(IOException.class);
                assertReadable();
            } else {
                assertFailedAndReadable();
            }
            medium.remountOthers();
            Throwable atTheEnd = catchThrowable(log::close);
            if (tail != RangeMode.DAX_MAPPED) {
                assertThat(atTheEnd).isInstanceOf(IOException.class);
            }
            medium.unmount();
            medium.mount();
            assertGoesOn(tail, layout);
        } finally {
            medium.remountOthers();
        }
    }

    @ParameterizedTest
    @CsvSource({"ext4, DAX_MAPPED, DIRECTORY", "xfs, DIRECT, DIRECTORY", "xfs, DAX_WRITE, SINGLE_FILE"})
    void aBlockThatCannotBeReadIsToldAndCostsTheRecordsThatItIsPartOf(String fileSystem, RangeMode tail, Layout layout)
            throws IOException {
        open(fileSystem, tail, layout);
        log.close();
        LogImage.Found segment = LogImage.of(path).segments().get(1);
        long block = MIB / 2;
        TreeSet<Long> lost = RecordAt.of(segment).stream()
                .filter(record -> record.touches(block, BLOCK_BYTES))
                .map(RecordAt::sequence)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(lost).isNotEmpty();
        medium.unmount(); // So that nothing of it is in the page cache.
        medium.mount();
        Path broken = segment.place().path();
        long offset = segment.place().offset() + block;
        medium.breakBlock(broken, offset);

        log = HybridLog.open(path, options(tail, layout));
        for (long sequence = 0; sequence < RECORDS; sequence++) {
            if (lost.contains(sequence)) {
                long gone = sequence;
                assertThatThrownBy(() -> log.read(gone).release()).isInstanceOf(MediaErrorException.class);
            } else {
                Records.verify(log, sequence, MOST_BYTES);
            }
        }
        append(1);
        log.close();

        Verification found = Verification.run(path, bytes -> {});
        assertThat(found.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.kind()).isEqualTo(Verification.Kind.DAMAGE);
            assertThat(problem.path()).isEqualTo(broken.toString());
            assertThat(problem.offset()).isEqualTo(offset);
            assertThat(problem.sequence()).isEqualTo(lost.first());
            assertThat(problem.description()).contains("can't be read: EIO");
        });
        Path rescued = medium.directory().resolve("rescued");
        Salvage salvage = Salvage.run(path, rescued, options(tail, layout), bytes -> {});
        RescuedLog.assertAllBut(lost, RECORDS + 1, MOST_BYTES, salvage, rescued);
    }

    /** Durably, one after the other. */
    private void append(int count) throws IOException {
        Records.append(log, count, MOST_BYTES, Durability.each());
    }

    private void assertFailedAndReadable() throws IOException {
        for (Durability durability : List.of(Durability.each(), Durability.onDemand())) {
            assertThatThrownBy(() -> log.append(Unpooled.EMPTY_BUFFER, durability))
                    .isInstanceOf(LogFailedException.class)
                    .hasMessageContaining("close and reopen to recover");
        }
        assertThatThrownBy(log::sealTail).isInstanceOf(LogFailedException.class);
        assertReadable();
    }

    private void assertReadable() throws IOException {
        long durable = log.durableSequence();
        assertThat(durable).isGreaterThanOrEqualTo(RECORDS - 1);
        for (long sequence = 0; sequence <= durable; sequence += 7) {
            Records.verify(log, sequence, MOST_BYTES);
        }
    }

    /** On the medium that is whole again. */
    private void assertGoesOn(RangeMode tail, Layout layout) throws IOException {
        long acknowledged = log.durableSequence();
        log = HybridLog.open(path, options(tail, layout));
        assertThat(log.lastSequence()).isGreaterThanOrEqualTo(acknowledged);
        Records.append(log, RECORDS / 2, MOST_BYTES, Durability.onDemand());
        log.force();
        Records.verify(log, MOST_BYTES);
        log.close();
        assertThat(Verification.run(path, bytes -> {}).problems()).isEmpty();
    }

    /** Where another call was first to meet it, it is the cause. */
    private static Throwable causeOf(IOException failure) {
        Throwable cause = failure;
        while (cause instanceof LogFailedException || cause instanceof WriterFailedException) {
            cause = cause.getCause();
        }
        return cause;
    }
}
