package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.Errno;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a force does for updates in place: as much as was updated, and one flush for all that one flush covers. */
@Tag("no-dax")
class UpdateForceTest extends FileAtHand {
    private static final int BORDER = 64 << 10;
    private static final int BORDERS = 16;
    private static final int PAGE = 4096;

    private final AtomicLong synced = new AtomicLong();
    private long start;
    private long end;

    private void open(RangeMode tail) throws IOException {
        TailModes.need(tail);
        file = HybridFile.open(
                seam.posix(),
                place.file(),
                HybridFileOptions.builder()
                        .tail(ModeChoice.require(tail))
                        .sealing(Sealing.ON_REQUEST)
                        .borderBytes(BORDER)
                        .growthBytes(BORDERS * BORDER)
                        .build());
        start = file.append(Pattern.bytes(file.endOffset(), BORDERS * BORDER));
        end = file.force().durableOffset();
        seam.bend("msync", FaultSeam.inBackground(false), 1, Long.MAX_VALUE, (call, real) -> {
                    synced.addAndGet(call.number(1));
                    return real.make(call.copy());
                })
                .orNever();
    }

    private void update(long offset) throws IOException {
        file.writeAt(offset, Unpooled.wrappedBuffer(new byte[] {1}));
    }

    /** Forces of the thread that forces; others prepare space. */
    private int flushesOf(long durable) throws IOException {
        AtomicLong flushes = new AtomicLong();
        seam.bend("fdatasync", FaultSeam.inBackground(false), 1, Long.MAX_VALUE, (call, real) -> {
                    flushes.incrementAndGet();
                    return real.make(call.copy());
                })
                .orNever();
        assertThat(file.force().durableOffset()).isEqualTo(durable);
        seam.straighten();
        return (int) flushes.get();
    }

    @Test
    void aMappedTailForcesTheUpdatedPagesAlone() throws IOException {
        open(RangeMode.MAPPED);
        update(start + 10);
        update(start + PAGE + 10);
        file.force();
        assertThat(synced).hasValueBetween(1, 2L * PAGE);
    }

    @Test
    void andWhatWasAppendedApart() throws IOException {
        open(RangeMode.MAPPED);
        update(start + 10);
        file.append(Pattern.bytes(end, 10));
        update(end + 5);
        assertThat(file.force().durableOffset()).isEqualTo(end + 10);
        assertThat(synced).hasValueBetween(1, 2L * PAGE);
    }

    @Test
    void whatLiesBetweenTwoPiecesOfTheTailIsLeftOut() throws IOException {
        open(RangeMode.MAPPED);
        file.assign(start + BORDER, (BORDERS - 2) * BORDER, RangeMode.BUFFERED);
        synced.set(0);
        update(start + BORDER - 1);
        update(end - BORDER);
        file.force();
        assertThat(synced).hasValueBetween(1, 2L * PAGE);
    }

    @Test
    void updatesOutsideTheTailTakeOneFlushTogether() throws IOException {
        open(RangeMode.DIRECT);
        for (int i = 0; i < 3; i++) {
            file.assign(start + (long) i * BORDER, BORDER, RangeMode.BUFFERED);
        }
        for (int i = 0; i < 3; i++) {
            update(start + (long) i * BORDER);
        }
        assertThat(flushesOf(end)).isEqualTo(1);
    }

    @Test
    void updatesOfADirectTailTakeOneFlushWithWhatWasAppended() throws IOException {
        open(RangeMode.DIRECT);
        file.assign(start, BORDER, RangeMode.DIRECT);
        update(start);
        update(start + 2 * BORDER);
        file.append(Pattern.bytes(end, 10));
        assertThat(flushesOf(end + 10)).isEqualTo(1);
    }

    /** A write that forces itself covers nothing else. */
    @Test
    void anUpdateOfADirectRangeIsForcedBesideADurableAppend() throws IOException {
        open(RangeMode.DIRECT);
        file.assign(start, BORDER, RangeMode.DIRECT);
        update(start);
        file.append(Pattern.bytes(end, 10));
        assertThat(flushesOf(end + 10)).isEqualTo(1);
    }

    @Test
    void oneThroughAnotherDescriptorHasAFlushOfItsOwn() throws IOException {
        open(RangeMode.BUFFERED);
        file.assign(start, BORDER, RangeMode.DIRECT);
        file.assign(start + BORDER, BORDER, RangeMode.BUFFERED);
        update(start);
        update(start + BORDER);
        update(start + 2 * BORDER);
        file.append(Pattern.bytes(end, 10));
        assertThat(flushesOf(end + 10)).isEqualTo(2);
    }

    @Test
    void noReceiptIsGivenIfTheUpdateIsLostAndTheAppendIsNot() throws IOException {
        open(RangeMode.DIRECT);
        file.assign(start, BORDER, RangeMode.BUFFERED);
        update(start);
        file.append(Pattern.bytes(end, 10));
        seam.bend("fdatasync", FaultSeam.inBackground(false), 1, 1, FaultSeam.failing(Errno.EIO));
        assertThatThrownBy(() -> file.force()).isInstanceOf(IOException.class);
        assertThat(file.durableOffset()).isEqualTo(end);
        assertThatThrownBy(() -> file.force()).isInstanceOf(WriterFailedException.class);
    }
}
