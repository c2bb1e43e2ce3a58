package io.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever appends, in whatever way, first waits while too much isn't durable. */
@Tag("no-disk")
class BackPressureTest extends LogAtHand {
    private static final int BYTES = 100;

    /** How to append a record that need not be durable. */
    private enum Way {
        ONE {
            @Override
            void append(HybridLog log, ByteBuf record) throws IOException {
                log.append(record, Durability.onDemand());
            }
        },
        ONE_WITH_A_TIMESTAMP {
            @Override
            void append(HybridLog log, ByteBuf record) throws IOException {
                log.append(record, 1);
            }
        },
        A_BATCH {
            @Override
            void append(HybridLog log, ByteBuf record) throws IOException {
                log.append(List.of(record), Durability.onDemand());
            }
        },
        ASYNCHRONOUSLY {
            @Override
            void append(HybridLog log, ByteBuf record) throws IOException {
                log.appendAsync(record).toCompletableFuture().join();
            }
        },
        A_BATCH_ASYNCHRONOUSLY {
            @Override
            void append(HybridLog log, ByteBuf record) throws IOException {
                log.appendAsync(List.of(record)).toCompletableFuture().join();
            }
        };

        abstract void append(HybridLog log, ByteBuf record) throws IOException;
    }

    @ParameterizedTest
    @EnumSource
    void whoFindsTooMuchWaitsUntilThatIsDurable(Way way) throws IOException {
        LogOptions options =
                SmallLogs.options(Layout.SINGLE_FILE).maxUnforcedBytes(BYTES).build();
        try (HybridLog log = HybridLog.open(path, options)) {
            way.append(log, Records.ofLength(0, BYTES));
            assertThat(log.statistics().backPressureWaits()).as("found nothing").isZero();
            log.append(Records.ofLength(1, BYTES), Durability.onDemand());
            long waits = log.statistics().backPressureWaits();
            way.append(log, Records.ofLength(2, BYTES));
            assertThat(log.statistics().backPressureWaits())
                    .as("found more than enough")
                    .isEqualTo(waits + 1);
            assertThat(log.durableSequence()).isGreaterThanOrEqualTo(1);
        }
    }
}
