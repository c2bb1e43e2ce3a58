package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.file.FaultSeam.Call;
import io.tidemark.log.format.SegmentHeader;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Records that only the page cache may hold are forced before an opening reads one of them. */
@Tag("no-disk")
class ForcedBeforeReadTest extends LogAtHand {
    private static final int MOST_BYTES = 100;
    private static final Set<String> READS = Set.of("pread", "preadv2");

    @ParameterizedTest
    @MethodSource(LogTails.AT_HAND)
    void anOpeningForcesBeforeItReads(Layout layout, RangeMode mode) throws IOException {
        LogImage killed;
        long end;
        try (HybridLog log = HybridLog.open(path, SmallLogs.options(layout).build())) {
            Records.append(log, 10, MOST_BYTES, Durability.each());
            Records.append(log, 10, MOST_BYTES, Durability.onDemand());
            end = log.segments().get(0).lengthBytes();
            killed = LogImage.copy(path, place.directory().resolve("killed"));
        }
        assertThat(killed.segments()).hasSize(1);
        String file = killed.segments().get(0).place().path().toString();
        List<String> calls = new ArrayList<>();
        seam.bend(
                call -> (call.name().equals("fdatasync") || readsRecords(call, end))
                        && call.file().equals(file),
                1,
                Long.MAX_VALUE,
                (call, real) -> {
                    Object result = real.make(call.copy());
                    calls.add(call.name()); // One segment, so nobody reads beside the opening thread.
                    return result;
                });
        LogOptions options =
                SmallLogs.options(layout).tail(ModeChoice.require(mode)).build();
        try (HybridLog log = HybridLog.open(Environments.of(seam), killed.path(), options)) {
            assertThat(calls).first().isEqualTo("fdatasync");
            assertThat(calls).as("reads").containsAnyElementsOf(READS);
            assertThat(log.lastSequence()).isEqualTo(19);
            Records.verify(log, MOST_BYTES);
        }
        seam.straighten();
    }

    /** Whoever looks for a header reads no more than that, here or behind the records. */
    private static boolean readsRecords(Call call, long end) {
        return switch (call.name()) {
            case "pread" -> call.number(3) < end && call.number(3) + call.number(2) > SegmentHeader.BYTES;
            case "preadv2" -> call.number(3) < end && call.number(3) >= SegmentHeader.BYTES;
            default -> false;
        };
    }
}
