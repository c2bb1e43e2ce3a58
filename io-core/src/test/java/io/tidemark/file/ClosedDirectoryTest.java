package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidemark.mode.AccessMode;
import io.tidemark.mode.Capabilities;
import io.tidemark.mode.ModeChoice;
import io.tidemark.nativeio.Errno;
import io.tidemark.nativeio.LinuxConstants;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A file that may be written, in a directory where no other one may be created, so that little can be tried there. */
class ClosedDirectoryTest extends FileAtHand {
    private static final int BORDER = 64 << 10;

    private static HybridFileOptions options() {
        return HybridFileOptions.builder()
                .tail(ModeChoice.require(AccessMode.MAPPED))
                .borderBytes(BORDER)
                .growthBytes(4 * BORDER)
                .build();
    }

    @Test
    void itsTailIsMapped() throws IOException {
        assumeTrue(
                Capabilities.probe(place.directory())
                        .unavailabilityCause(AccessMode.MAPPED)
                        .isEmpty(),
                "no mapped tail here");
        HybridFile.open(place.file(), options()).close();
        seam.bend("open", ClosedDirectoryTest::creates, 1, Long.MAX_VALUE, FaultSeam.failing(Errno.EACCES));

        file = HybridFile.open(seam.posix(), place.file(), options());

        assertThat(seam.fired()).as("files refused").isPositive();
        long start = file.append(Pattern.bytes(file.endOffset(), 10 * BORDER));
        assertThat(file.force().durableOffset()).isEqualTo(start + 10 * BORDER);
        Pattern.verify(file, start, 10 * BORDER);
    }

    private static boolean creates(FaultSeam.Call call) {
        long flags = call.number(1);
        return (flags & LinuxConstants.O_CREAT) != 0 || (flags & LinuxConstants.O_TMPFILE) == LinuxConstants.O_TMPFILE;
    }
}
