package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.file.Crew;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.segment.SegmentPlace;
import io.tidemark.log.segment.SlotStore;
import io.tidemark.nativeio.Errno;
import io.tidemark.nativeio.LinuxConstants;
import io.tidemark.nativeio.MediaErrorException;
import io.tidemark.nativeio.ShortageException;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A slot is erased, but the force of that fails. Who tries again reads zeros, and must not take them for durable, nor force
 * them only: after a failed force the kernel may have nothing left to write.
 */
@Tag("no-disk")
class UnforcedErasureTest extends LogAtHand {
    private static final int MIB = 1 << 20;

    private SlotStore store;
    private SegmentPlace slot;

    @BeforeEach
    void openStore() throws IOException {
        try (HybridLog log =
                HybridLog.open(path, SmallLogs.options(Layout.SINGLE_FILE).build())) {
            Records.append(log, 10, 3_000, Durability.each());
            log.sealTail();
            Records.append(log, 10, 3_000, Durability.each());
        }
        store = SlotStore.openForWriting(seam.posix(), path, MIB);
        slot = store.places().get(0);
    }

    @AfterEach
    void closeStore() throws IOException {
        store.close();
    }

    private void failOnce(String call, Crew.Work work) {
        seam.fail(call, 1, Errno.EIO);
        assertThatThrownBy(work::run).isInstanceOf(MediaErrorException.class);
        assertThat(seam.fired()).isEqualTo(1);
        seam.straighten();
    }

    private void assertErases(int times, Crew.Work work) throws Exception {
        int writes = seam.count("pwrite");
        int forces = seam.count("fdatasync");
        work.run();
        assertThat(seam.count("pwrite") - writes).as("writes").isEqualTo(times);
        assertThat(seam.count("fdatasync") - forces).as("forces").isEqualTo(times);
    }

    @Test
    void aHeaderIsErasedAgain() throws Exception {
        failOnce("fdatasync", () -> store.free(slot));
        assertErases(1, () -> store.free(slot));
        assertErases(0, () -> store.free(slot));
    }

    /** One of the disk's blocks must not keep the log from going on, and is asked once only: that may take it seconds. */
    @Test
    void aSlotThatCannotBeReadOrErasedIsLeftForAnotherOne() throws Exception {
        for (String call : new String[] {"pread", "fdatasync"}) {
            store.free(slot);
            seam.fail(call, 1, Errno.EIO);
            assertThat(store.allocate(2)).isNotEqualTo(slot);
            assertThat(seam.fired()).isEqualTo(1);
            seam.straighten();
            assertThat(store.allocate(3)).isNotEqualTo(slot);
            LogImage.of(path).write(slot, 0, new byte[] {1});
        }
    }

    /** One that was thrown away for a passing want would be missed until the next opening. */
    @Test
    void aSlotForWhichMemoryIsLackingIsThereForWhoAsksNext() throws Exception {
        store.free(slot);
        seam.fail("pread", 1, Errno.ENOMEM);
        assertThatThrownBy(() -> store.allocate(2)).isInstanceOf(ShortageException.class);
        assertThat(seam.fired()).isEqualTo(1);
        assertThat(store.allocate(2)).isEqualTo(slot);
    }

    /** Such as one that lies beyond a limit on the size of files, which others don't. */
    @Test
    void aSlotThatLacksSomethingLeavesTheTurnToTheNextOne() throws Exception {
        SegmentPlace second = store.places().get(1);
        store.free(slot);
        store.free(second);
        seam.fail("pread", 1, Errno.EFBIG);
        assertThat(store.allocate(2)).isEqualTo(second);
        assertThat(seam.fired()).isEqualTo(1);
        assertThat(store.allocate(3)).isEqualTo(slot);
    }

    /** Its force failed, and the page cache took for clean what it could not write; then the log was opened again. */
    @Test
    void zerosThatAreNotOnTheMediumAreWritten() throws Exception {
        LogImage image = LogImage.of(path);
        byte[] onTheMedium = image.read(slot, 0, SegmentHeader.BYTES);
        image.write(slot, 0, new byte[SegmentHeader.BYTES]);
        seam.bend("fadvise", call -> call.number(3) == LinuxConstants.POSIX_FADV_DONTNEED, 1, 1, (call, real) -> {
            image.write(slot, 0, onTheMedium);
            return real.make(call.copy());
        });
        store.free(slot);
        assertThat(seam.fired()).as("pages dropped").isEqualTo(1);
        assertThat(image.read(slot, 0, SegmentHeader.BYTES)).containsOnly(0);
        assertErases(0, () -> store.free(slot));
    }

    /** A slot that was prepared and not used is kept, whether or not it could be erased. */
    @Test
    void theHeaderOfAnUnusedSlotIsErasedBeforeItsFirstRecordIs() throws Exception {
        for (String call : new String[] {"pwrite", "fdatasync"}) {
            failOnce(call, () -> store.giveBack(slot));
            assertErases(2, () -> assertThat(store.allocate(2)).isEqualTo(slot));
            assertThat(LogImage.of(path).read(slot, 0, SegmentHeader.BYTES)).containsOnly(0);
            LogImage.of(path).write(slot, 0, new byte[] {1});
            LogImage.of(path).write(slot, SegmentHeader.BYTES, new byte[] {1});
        }
    }
}
