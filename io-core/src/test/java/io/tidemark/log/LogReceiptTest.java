package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.file.DurabilityMechanism;
import io.tidemark.file.FaultSeam.Call;
import io.tidemark.file.TestPlace;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.LinuxConstants;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A receipt names what the force has really done. */
@Tag("one-dax")
class LogReceiptTest extends LogAtHand {
    private static final int MOST_BYTES = 3_000;

    private final List<String> calls = new ArrayList<>();

    private static LogOptions options(Layout layout, RangeMode mode) {
        return SmallLogs.options(layout).tail(ModeChoice.require(mode)).build();
    }

    /** By this thread's last call; caches are written back without one. */
    private DurabilityMechanism mechanism(RangeMode mode) {
        if (mode == RangeMode.DAX_MAPPED) {
            return DurabilityMechanism.CACHE_LINE_WRITEBACK;
        }
        assertThat(calls).isNotEmpty();
        return switch (calls.get(calls.size() - 1)) {
            case "fdatasync" -> DurabilityMechanism.FDATASYNC;
            case "msync" -> DurabilityMechanism.MSYNC;
            default -> DurabilityMechanism.DSYNC_WRITE;
        };
    }

    private static boolean forces(Call call) {
        return switch (call.name()) {
            case "fdatasync", "msync" -> true;
            case "pwritev2" -> (call.number(4) & LinuxConstants.RWF_DSYNC) != 0;
            default -> false;
        };
    }

    @ParameterizedTest
    @MethodSource(LogTails.AT_HAND)
    void aForceSaysByWhat(Layout layout, RangeMode mode) throws IOException {
        Thread self = Thread.currentThread();
        seam.bend(call -> Thread.currentThread() == self && forces(call), 1, Long.MAX_VALUE, (call, real) -> {
            calls.add(call.name());
            return real.make(call.copy());
        });
        try (HybridLog log = HybridLog.open(Environments.of(seam), path, options(layout, mode))) {
            assertThat(log.force().durableSequence()).isEqualTo(-1);
            for (int records : new int[] {1, 20, 1_000}) {
                Records.append(log, records, MOST_BYTES, Durability.onDemand());
                calls.clear();
                assertThat(log.force()).isEqualTo(new LogReceipt(log.lastSequence(), mechanism(mode)));
            }
            LogReceipt last = log.force();
            calls.clear();
            assertThat(log.force()).as("nothing was to be done").isEqualTo(last);
            assertThat(calls).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void inMemoryNothingSurvivesTheMachine(Layout layout) throws IOException {
        try (TestPlace memory = TestPlace.of(TestPlace.Kind.TMPFS)) {
            for (RangeMode mode : List.of(RangeMode.BUFFERED, RangeMode.MAPPED)) {
                try (HybridLog log = HybridLog.open(memory.directory().resolve(mode.name()), options(layout, mode))) {
                    LogReceipt memoryOnly = new LogReceipt(-1, DurabilityMechanism.MEMORY_ONLY);
                    assertThat(log.force()).isEqualTo(memoryOnly);
                    Records.append(log, 10, MOST_BYTES, Durability.onDemand());
                    assertThat(log.force()).isEqualTo(new LogReceipt(9, DurabilityMechanism.MEMORY_ONLY));
                }
            }
        }
    }
}
