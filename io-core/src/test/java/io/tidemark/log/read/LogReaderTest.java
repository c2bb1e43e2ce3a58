package io.tidemark.log.read;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.log.Visibility;
import io.tidemark.log.segment.LogSegments;
import io.tidemark.log.segment.Segment;
import io.tidemark.log.segment.SegmentList;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The reading side alone, with an end of the test's. */
@Tag("no-disk")
class LogReaderTest {
    /** Nobody can be told there. */
    private static final class DeafEnd implements LogEnd {
        @Override
        public long last() {
            return -1;
        }

        @Override
        public long durable() {
            return -1;
        }

        @Override
        public void look(BooleanSupplier isEnough) {}

        @Override
        public boolean isDiscarded(Segment segment) {
            return false;
        }

        @Override
        public boolean await(Visibility visibility, BooleanSupplier reached, long timeoutNanos) {
            return reached.getAsBoolean();
        }

        @Override
        public void wake() {
            throw new InternalError("nobody can be told");
        }
    }

    @Test
    void segmentsAreClosedAlsoWhereThoseWhoWaitCanNotBeTold() {
        LogSegments segments = new LogSegments("log", SegmentList.of(List.of()));
        LogReader reader = new LogReader("log", segments, new DeafEnd(), null);
        assertThatThrownBy(reader::close).isInstanceOf(InternalError.class);
        assertThatThrownBy(segments::requireOpen).isInstanceOf(ClosedChannelException.class);
    }
}
