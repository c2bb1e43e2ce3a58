package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tidemark.file.OpenMode;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.log.segment.Reading;
import io.tidemark.log.segment.SegmentPlace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A header that nobody has written is damage at most: it keeps nobody from the other segments, and no look from ending. */
@Tag("no-disk")
class HostileHeaderTest extends LogInMemory {
    private static final int NUMBER_AT = 32;
    private static final int BASE_AT = 40;
    private static final int INCARNATION_AT = 48;
    private static final int PREVIOUS_AT = 72;
    private static final int CRC_AT = 124;

    /** More than any header that is written says. */
    private static final long TOO_MUCH = (1L << 62) + 1;

    /** The checksum of a header that should have no right one. */
    private static final int UNFIT = 1;

    private static final int RECORDS = 30;

    /** Behind a log of two segments and a slot that was never used, a header made of that of the last one. */
    private Path logWith(Consumer<ByteBuffer> change) throws IOException {
        LogOptions options = SmallLogs.options(Layout.SINGLE_FILE).build();
        try (HybridLog log = HybridLog.open(path, options)) {
            Records.append(log, RECORDS / 2, 1_000, Durability.each());
            log.sealTail();
            Records.append(log, RECORDS - RECORDS / 2, 1_000, Durability.each());
        }
        LogImage image = LogImage.of(path);
        List<LogImage.Found> segments = image.segments();
        SegmentPlace last = segments.get(segments.size() - 1).place();
        byte[] header = image.read(last, 0, SegmentHeader.BYTES);
        ByteBuffer changed = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
        changed.putLong(NUMBER_AT, changed.getLong(NUMBER_AT) + 1).putLong(BASE_AT, RECORDS);
        change.accept(changed);
        if (changed.getInt(CRC_AT) != UNFIT) {
            ReferenceFormat.fitHeader(header);
        }
        image.write(new SegmentPlace(path, 3 << 20, Reading.TO_FOLLOW), 0, header);
        image.write(new SegmentPlace(path, 4 << 20, Reading.TO_FOLLOW), 0, new byte[SegmentHeader.BYTES]);
        return path;
    }

    @Test
    void neitherOpeningNorVerificationNorSalvageFailsOtherwiseThanByDamage() throws IOException {
        List<Consumer<ByteBuffer>> changes = List.of(
                header -> header.putLong(BASE_AT, TOO_MUCH),
                header -> header.putLong(BASE_AT, Long.MAX_VALUE),
                header -> header.putLong(BASE_AT, TOO_MUCH - 1),
                header -> header.putLong(NUMBER_AT, TOO_MUCH - 1),
                header -> header.putLong(NUMBER_AT, TOO_MUCH),
                header -> header.putInt(INCARNATION_AT, 0),
                header -> header.putInt(INCARNATION_AT, Integer.MAX_VALUE),
                header -> header.putLong(BASE_AT, TOO_MUCH)
                        .putLong(PREVIOUS_AT, 0)
                        .putInt(CRC_AT, UNFIT),
                header -> header.putLong(BASE_AT, Long.MAX_VALUE)
                        .putLong(PREVIOUS_AT, 0)
                        .putInt(CRC_AT, UNFIT));
        for (int i = 0; i < changes.size(); i++) {
            Path log = logWith(changes.get(i));
            Path rescued = place.directory().resolve("rescued");
            LogOptions options = SmallLogs.options(Layout.SINGLE_FILE).build();

            assertThat(Verification.run(log, bytes -> {}).records())
                    .as("header %d", i)
                    .isEqualTo(RECORDS);
            assertThat(Salvage.run(log, rescued, options, bytes -> {}).records())
                    .as("header %d", i)
                    .isEqualTo(RECORDS);
            Throwable failure =
                    catchThrowable(() -> HybridLog.open(log, options).close());
            assertThat(failure == null || failure instanceof DamagedLogException)
                    .as("header %d: %s", i, failure)
                    .isTrue();
            LogImage.delete(rescued);
            LogImage.delete(log);
        }
    }

    /** Or its next segment could have a header that nobody reads any more. */
    @Test
    void aLogThatBeginsNearTheHighestSequenceIsNotAppendedTo() throws IOException {
        LogOptions options = SmallLogs.options(Layout.SINGLE_FILE).build();
        HybridLog.open(path, options).close();
        LogImage image = LogImage.of(path);
        SegmentPlace first = image.segments().get(0).place();
        byte[] header = image.read(first, 0, SegmentHeader.BYTES);
        ByteBuffer.wrap(header)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(NUMBER_AT, 1)
                .putLong(BASE_AT, TOO_MUCH / 2 + 1)
                .putLong(PREVIOUS_AT, SegmentHeader.BYTES / Long.BYTES);
        ReferenceFormat.fitHeader(header);
        image.zero(first, 0, 1 << 16);
        image.write(first, 0, header);

        assertThat(catchThrowable(() -> HybridLog.open(path, options).close()))
                .hasMessageContaining("would be higher than a log can have; salvage makes a new log of it");
        LogOptions readOnly = SmallLogs.options(Layout.SINGLE_FILE)
                .openMode(OpenMode.READ_ONLY)
                .build();
        try (HybridLog log = HybridLog.open(path, readOnly)) {
            assertThat(log.firstSequence()).isEqualTo(TOO_MUCH / 2 + 1);
        }
    }

    /** Its checksum fits, so no power cut has left it: what it says nobody wrote. */
    @Test
    void aHeaderThatMakesNoSenseIsDamageAndNotTakenForHalfWritten() throws IOException {
        Path log = logWith(header -> header.putInt(INCARNATION_AT, 0));

        assertThat(catchThrowable(() -> HybridLog.open(
                                log, SmallLogs.options(Layout.SINGLE_FILE).build())
                        .close()))
                .isInstanceOf(DamagedLogException.class)
                .hasMessageContaining("" + (3 << 20));
        assertThat(Verification.run(log, bytes -> {}).problems()).hasSize(1);
    }
}
