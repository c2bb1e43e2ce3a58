package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.util.IllegalReferenceCountException;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A payload that a caller gives to somebody who releases it, and has not retained. */
class ReleasedPayloadTest extends LogAtHand {
    private static final int RECORDS = 10;
    private static final int MOST_BYTES = 100;

    private HybridLog sealed(RangeMode mode) throws IOException {
        LogOptions options = SmallLogs.options(Layout.SINGLE_FILE)
                .sealed(ModeChoice.require(mode))
                .build();
        HybridLog log = HybridLog.open(Environments.of(seam), path, options);
        Records.append(log, RECORDS, MOST_BYTES, Durability.onDemand());
        log.sealTail();
        return log;
    }

    @ParameterizedTest
    @EnumSource(names = {"CACHED", "CACHED_MAPPED"})
    void isToldAsWhatItIsAndTheCursorGoesOn(RangeMode mode) throws IOException {
        try (HybridLog log = sealed(mode);
                LogCursor cursor = log.cursor(0)) {
            cursor.next();
            cursor.payload().release();
            assertThatThrownBy(cursor::next)
                    .isInstanceOf(IllegalReferenceCountException.class)
                    .hasMessageContaining("retain()");
            for (int sequence = 1; sequence < RECORDS; sequence++) {
                assertThat(cursor.next()).isTrue();
                Records.assertIs(Records.of(sequence, MOST_BYTES), cursor.payload(), sequence);
            }
            assertThat(cursor.next()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CACHED", "CACHED_MAPPED"})
    void keepsNoCursorFromBeingClosed(RangeMode mode) throws IOException {
        try (HybridLog log = sealed(mode)) {
            LogCursor cursor = log.cursor(0);
            cursor.next();
            cursor.payload().release();
            cursor.close();
            cursor.close();
        }
    }

    @Test
    void isToldAlsoWhereSomebodyElseWouldHaveItsBufferByNow() throws IOException {
        ReusingAllocator pool = new ReusingAllocator();
        LogOptions options =
                SmallLogs.options(Layout.SINGLE_FILE).allocator(pool).build();
        try (HybridLog log = HybridLog.open(Environments.of(seam), path, options);
                LogCursor cursor = log.cursor(0)) {
            Records.append(log, RECORDS, MOST_BYTES, Durability.onDemand());
            log.sealTail();
            cursor.next();
            int bytes = cursor.payload().unwrap().capacity();
            cursor.payload().release();
            ByteBuf elsewhere = pool.directBuffer(bytes, bytes).writeZero(bytes);

            assertThatThrownBy(cursor::next).isInstanceOf(IllegalReferenceCountException.class);

            assertThat(elsewhere.refCnt()).as("somebody else's buffer").isEqualTo(1);
            assertThat(cursor.next()).isTrue();
            Records.assertIs(Records.of(1, MOST_BYTES), cursor.payload(), 1);
            elsewhere.release();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CACHED", "CACHED_MAPPED"})
    void isWholeWhereItWasRetained(RangeMode mode) throws IOException {
        try (HybridLog log = sealed(mode)) {
            ByteBuf kept;
            try (LogCursor cursor = log.cursor(0)) {
                cursor.next();
                cursor.payload().retain().release();
                kept = cursor.payload().retain();
                assertThat(cursor.next()).isTrue();
                cursor.payload().retain().release();
            }
            assertThat(kept.refCnt()).as("its keeper's alone").isEqualTo(1);
            Records.assertIs(Records.of(0, MOST_BYTES), kept, 0);
            kept.release();
        }
    }
}
