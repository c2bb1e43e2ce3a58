package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.file.access.EndMark;
import io.tidemark.mode.Capabilities;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.Errno;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A recovery may be killed in front of any call that changes the file, and so may the next one: none loses a byte. */
@Tag("no-disk") // It passes on DAX, in a minute and a half of an emulated processor.
class KilledRecoveryTest {
    private static final int BORDER = 64 << 10;
    private static final int RECORD = 64;
    private static final int ZEROS = 300;
    private static final Set<String> CHANGES = Set.of("pwrite", "pwritev2", "fdatasync", "fallocate", "ftruncate");

    private TestPlace place;
    private Capabilities capabilities;
    private Path crashed;

    @BeforeEach
    void newPlace() throws IOException {
        place = TestPlace.of(TestPlace.Kind.AT_HAND);
        capabilities = Capabilities.probe(place.directory());
        crashed = place.directory().resolve("crashed.tide");
    }

    @AfterEach
    void leaveNothing() throws IOException {
        place.close();
    }

    private HybridFileOptions options(RangeMode mode, TailScanner scanner) {
        return HybridFileOptions.builder()
                .tail(ModeChoice.require(mode))
                .sealing(Sealing.ON_REQUEST)
                .borderBytes(BORDER)
                .growthBytes(BORDER)
                .tailScanner(scanner)
                .capabilities(capabilities)
                .build();
    }

    /** Knows its records, which begin with a one and else are zeros; the file marks its end all the same. */
    private static long endOfRecords(TailScanner.TailReader tail, long from, long limit) throws IOException {
        ByteBuffer first = ByteBuffer.allocate(1);
        long end = from;
        while (end + RECORD <= limit) {
            tail.read(end, first.clear());
            if (first.get(0) != 1) {
                break;
            }
            end += RECORD;
        }
        return end;
    }

    @ParameterizedTest
    @MethodSource(TailModes.AT_HAND)
    void zerosAtTheEndOfTheDataStay(RangeMode mode) throws IOException {
        assertStays(
                options(mode, TailScanner.keepAll()),
                Unpooled.wrappedBuffer(Pattern.bytes(0, 400), Unpooled.buffer().writeZero(ZEROS)),
                Unpooled.EMPTY_BUFFER);
    }

    @ParameterizedTest
    @MethodSource(TailModes.AT_HAND)
    void whatTheScannerKeepsStaysAndTheRestGoes(RangeMode mode) throws IOException {
        ByteBuf records = Unpooled.buffer();
        for (int i = 0; i < 9; i++) {
            records.writeByte(1).writeZero(RECORD - 1);
        }
        ByteBuf remnants = Unpooled.buffer().writeByte(2).writeBytes(Pattern.bytes(0, 3 * 4096));
        assertStays(options(mode, KilledRecoveryTest::endOfRecords), records, remnants);
    }

    /** @param remnants what the scanner gives up */
    private void assertStays(HybridFileOptions options, ByteBuf data, ByteBuf remnants) throws IOException {
        Path died = place.directory().resolve("died.tide");
        try (HybridFile file = HybridFile.open(place.file(), options)) {
            file.append(data);
            file.append(remnants);
            file.force();
            Files.copy(place.file(), died);
        }
        int moments = 0;
        for (boolean killed = true; killed; ) {
            moments++;
            Files.copy(died, crashed);
            killed = isKilled(options, moments);
            if (killed) {
                isKilled(options, moments); // May come to its end, where the first has left less to do.
            }
            assertHolds(options, data);
            Files.delete(crashed);
        }
        System.out.println(options.tail() + ": recovery killed at " + (moments - 1) + " moments");
        assertThat(moments).as("the recovery changes something").isGreaterThan(4);
    }

    /** Opens the file and has the nth change and all behind it fail; false if there were not so many. */
    private boolean isKilled(HybridFileOptions options, int nth) throws IOException {
        FaultSeam seam = new FaultSeam();
        boolean[] open = {true};
        seam.onlyWhen(() -> open[0]);
        seam.bend(
                        call -> CHANGES.contains(call.name()) && call.file().equals(crashed.toString()),
                        nth,
                        Long.MAX_VALUE,
                        FaultSeam.failing(Errno.EIO))
                .orNever();
        try {
            HybridFile file = HybridFile.open(seam.posix(), crashed, options);
            open[0] = false;
            file.close();
            return seam.fired() > 0;
        } catch (IOException e) {
            assertThat(seam.fired()).as("failed by the fault: " + e).isPositive();
            return true;
        } finally {
            open[0] = false;
            seam.assertNothingHeld();
        }
    }

    private void assertHolds(HybridFileOptions options, ByteBuf data) throws IOException {
        Path again = place.directory().resolve("again.tide");
        try (HybridFile file = HybridFile.open(crashed, options)) {
            long start = file.dataOffset();
            long end = start + data.readableBytes();
            assertThat(file.endOffset()).isEqualTo(end);
            ByteBuf found = file.readAt(start, data.readableBytes());
            assertThat(found.equals(data)).isTrue();
            found.release();
            assertNothingBehind(end);
            file.append(data); // Takes the place of the mark, and has one of its own.
            file.force();
            Files.copy(crashed, again);
        }
        try (HybridFile file = HybridFile.open(again, options)) {
            assertThat(file.endOffset()).isEqualTo(file.dataOffset() + 2L * data.readableBytes());
        }
        Files.delete(again);
    }

    /** But the mark, and not even that in a file that was closed. */
    private void assertNothingBehind(long end) throws IOException {
        byte[] bytes = Files.readAllBytes(crashed);
        for (int i = (int) end; i < bytes.length; i++) {
            if (bytes[i] != 0) {
                assertThat(i).as("the first byte that is not zero").isEqualTo((int) end);
                assertThat(bytes[i]).isEqualTo(EndMark.VALUE);
            }
        }
    }
}
