package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What waits in the background for readers to leave must not keep the writer from its space. */
@Tag("one-dax")
class SlowReaderTest {
    private static final int BORDER = 1 << 20;

    /** Size of the windows that a mapped tail is written through. */
    private static final long WINDOW = 64 << 20;

    /** The file begins its life shortly below the border of a window. */
    private static final long START = WINDOW - 2 * BORDER;

    private static HybridFileOptions options(StateStore store) {
        return HybridFileOptions.builder()
                .stateStore(store)
                .tail(ModeChoice.require(RangeMode.MAPPED))
                .sealed(ModeChoice.require(RangeMode.CACHED))
                .sealing(Sealing.CONTINUOUS)
                .borderBytes(BORDER)
                .growthBytes(4 * BORDER)
                .build();
    }

    @Test
    void appendsAcrossAWindowGoOnBesideAReaderThatDoesNot() throws Exception {
        FaultSeam seam = new FaultSeam();
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch appended = new CountDownLatch(1);
        try (TestPlace place = TestPlace.of(TestPlace.Kind.AT_HAND)) {
            StateStore store = KeptState.ofSparseFile(place.file(), START, BORDER);
            try (HybridFile file = HybridFile.open(seam.posix(), place.file(), options(store))) {
                seam.bend("pread", call -> isReader(), 1, 1, (call, real) -> {
                    reading.countDown();
                    goOn.await();
                    return real.make(call.copy());
                });
                try (Crew crew = new Crew()) {
                    crew.once("reader", () -> readZero(file));
                    Crew.await("the reader is inside pread", () -> reading.getCount() == 0);
                    crew.once("writer", () -> {
                        while (file.endOffset() < WINDOW + 16 * BORDER) {
                            file.append(Pattern.bytes(file.endOffset(), BORDER));
                            file.force();
                        }
                        appended.countDown();
                    });
                    try {
                        Crew.await("the appends are done", () -> appended.getCount() == 0);
                        assertThat(seam.fired()).as("the reader was paused").isEqualTo(1);
                        assertThat(file.tailOffset()).isGreaterThan(WINDOW);
                        assertThat(mappings(place))
                                .as("windows, the first one waits for the reader")
                                .isEqualTo(2);
                    } finally {
                        goOn.countDown();
                    }
                    Crew.await("the first window is unmapped", () -> mappings(place) == 1);
                }
                verify(file);
            }
            seam.assertNothingHeld();
        }
    }

    private static boolean isReader() {
        return Thread.currentThread().getName().equals("reader");
    }

    /** Into the heap, so that it is a system call of the library's own. */
    private static void readZero(HybridFile file) throws IOException {
        ByteBuf target = Unpooled.buffer(100);
        file.readAt(START - 8192, target, 100);
        assertThat(target.getByte(99)).isZero();
    }

    private static long mappings(TestPlace place) {
        try {
            return OpenResources.of(place.directory()).stream()
                    .filter(resource -> resource.startsWith("mapping"))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void verify(HybridFile file) throws IOException {
        int length = (int) (file.endOffset() - START);
        Pattern.verify(file, START, length);
    }
}
