package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidemark.mode.Answer;
import io.tidemark.mode.Capabilities;
import io.tidemark.mode.Feature;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.Errno;
import io.tidemark.nativeio.LinuxConstants;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A file that may be written, in a directory where no other one may be created, so that little can be tried there. */
class ClosedDirectoryTest extends FileAtHand {
    private static final int BORDER = 64 << 10;

    private static HybridFileOptions options() {
        return HybridFileOptions.builder()
                .tail(ModeChoice.require(RangeMode.MAPPED))
                .borderBytes(BORDER)
                .growthBytes(4 * BORDER)
                .build();
    }

    @BeforeEach
    void create() throws IOException {
        assumeTrue(
                Capabilities.probe(place.directory())
                        .unavailabilityCause(RangeMode.MAPPED)
                        .isEmpty(),
                "no mapped tail here");
        HybridFile.open(place.file(), options()).close();
        seam.bend("open", ClosedDirectoryTest::creates, 1, Long.MAX_VALUE, FaultSeam.failing(Errno.EACCES));
    }

    @Test
    void itsTailIsMapped() throws IOException {
        file = HybridFile.open(seam.posix(), place.file(), options());

        assertThat(seam.fired()).as("files refused").isPositive();
        long start = file.append(Pattern.bytes(file.endOffset(), 10 * BORDER));
        assertThat(file.force().durableOffset()).isEqualTo(start + 10 * BORDER);
        Pattern.verify(file, start, 10 * BORDER);
    }

    /** What the probe couldn't try is tried with the file. */
    @Test
    void itsSpaceIsTakenAheadAndGivenBack() throws IOException {
        AtomicLong taken = new AtomicLong();
        AtomicLong given = new AtomicLong();
        seam.bend("fallocate", call -> call.number(1) == 0, 1, Long.MAX_VALUE, counting(taken));
        seam.bend("fallocate", call -> call.number(1) != 0, 1, Long.MAX_VALUE, counting(given));

        file = HybridFile.open(seam.posix(), place.file(), options());

        assertThat(file.capabilities().of(Feature.PREALLOCATION).answer()).isEqualTo(Answer.UNTRIED);
        file.append(Pattern.bytes(file.endOffset(), 10 * BORDER));
        file.seal(8 * BORDER);
        file.discard(2 * BORDER, 4 * BORDER);
        assertThat(taken.get()).as("bytes taken").isGreaterThanOrEqualTo(10 * BORDER);
        assertThat(given.get()).as("bytes given back").isEqualTo(4 * BORDER);
    }

    private static FaultSeam.Bend counting(AtomicLong bytes) {
        return (call, real) -> {
            Object done = real.make(call.copy());
            bytes.addAndGet(call.number(3));
            return done;
        };
    }

    private static boolean creates(FaultSeam.Call call) {
        long flags = call.number(1);
        return (flags & LinuxConstants.O_CREAT) != 0 || (flags & LinuxConstants.O_TMPFILE) == LinuxConstants.O_TMPFILE;
    }
}
