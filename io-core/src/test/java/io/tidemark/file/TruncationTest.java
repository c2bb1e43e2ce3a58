package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.TruncatedFileException;
import java.io.IOException;
import java.io.RandomAccessFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Somebody cuts the file off underneath: an error that says so, never zeros, and the JVM lives. */
class TruncationTest {
    private static final int BORDER = 64 << 10;

    /** The first step of space is enough for all: one in the background would extend the file that was cut. */
    private static HybridFileOptions options(RangeMode sealed) {
        return HybridFileOptions.builder()
                .tail(ModeChoice.require(RangeMode.BUFFERED))
                .sealed(ModeChoice.require(sealed))
                .borderBytes(BORDER)
                .growthBytes(128 * BORDER)
                .build();
    }

    private static void cut(TestPlace place, long size) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(place.file().toFile(), "rw")) {
            file.setLength(size);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "CACHED, true",
        "CACHED, false",
        "CACHED_MAPPED, true",
        "CACHED_MAPPED, false",
        "BLOCK_CACHED, true",
        "BLOCK_CACHED, false"
    })
    void aSealedReadBeyondTheCutIsAnError(RangeMode sealed, boolean direct) throws Exception {
        try (TestPlace place = TestPlace.of(TestPlace.Kind.AT_HAND)) {
            HybridFile file = HybridFile.open(place.file(), options(sealed));
            long start = file.append(Pattern.bytes(file.endOffset(), 16 * BORDER));
            file.seal(file.endOffset());
            cut(place, start + 8 * BORDER);
            ByteBuf target = direct ? Unpooled.directBuffer(5000) : Unpooled.buffer(5000);
            try {
                for (int i = 0; i < 20; i++) {
                    assertThatThrownBy(() -> file.readAt(start + 9 * BORDER, target.clear(), 5000))
                            .isInstanceOfAny(TruncatedFileException.class, MappedFaultException.class)
                            .hasMessageContaining(place.file().toString());
                    assertThatThrownBy(() -> file.readAt(start + 7 * BORDER, 2 * BORDER))
                            .as("a view, or a copy where there is none")
                            .isInstanceOfAny(TruncatedFileException.class, MappedFaultException.class);
                    file.readAt(start + 3, target.clear(), 5000);
                    Pattern.verify(target, 0, start + 3, 5000);
                }
            } finally {
                target.release();
                file.close();
            }
        }
    }

    @ParameterizedTest
    @MethodSource(TailModes.AT_HAND)
    void aFileThatWasCutIsNotOpened(RangeMode tail) throws Exception {
        HybridFileOptions options = options(RangeMode.CACHED).toBuilder()
                .tail(ModeChoice.require(tail))
                .build();
        try (TestPlace place = TestPlace.of(TestPlace.Kind.AT_HAND)) {
            long end;
            try (HybridFile file = HybridFile.open(place.file(), options)) {
                file.append(Pattern.bytes(file.endOffset(), 5 * BORDER + 99));
                end = file.endOffset();
            }
            for (long size : new long[] {end - 1, end - 100, 3 * BORDER, BORDER}) {
                cut(place, size);
                assertThatThrownBy(() -> HybridFile.open(place.file(), options))
                        .isInstanceOf(DamagedStateException.class)
                        .hasMessageContaining(place.file().toString())
                        .hasMessageContaining("truncated");
                assertThatThrownBy(() -> HybridFile.open(
                                place.file(),
                                options.toBuilder().openMode(OpenMode.READ_ONLY).build()))
                        .isInstanceOf(DamagedStateException.class);
            }
            assertThat(OpenResources.of(place.directory())).isEmpty();
        }
    }

    @Tag("no-dax")
    @Test
    void aRecordStoredBeyondTheCutFailsTheWriter() throws Exception {
        HybridFileOptions options = options(RangeMode.CACHED).toBuilder()
                .tail(ModeChoice.require(RangeMode.MAPPED))
                .sealing(Sealing.ON_REQUEST)
                .tailScanner(new UnmarkedEnd())
                .build();
        try (TestPlace place = TestPlace.of(TestPlace.Kind.AT_HAND)) {
            HybridFile file = HybridFile.open(place.file(), options);
            ByteBuf record = Unpooled.directBuffer(100).writeBytes(Pattern.bytes(0, 100));
            try {
                long end = file.append(record) + 100;
                cut(place, file.dataOffset());
                assertThatThrownBy(() -> file.append(record)).isInstanceOf(MappedFaultException.class);
                assertThat(file.endOffset()).isEqualTo(end);
                assertThatThrownBy(() -> file.append(record)).isInstanceOf(WriterFailedException.class);
            } finally {
                record.release();
                file.close();
            }
        }
    }

    private static final class UnmarkedEnd implements TailScanner {
        @Override
        public long findEnd(TailReader tail, long from, long limit) {
            return from;
        }

        @Override
        public EndMarking endMarking() {
            return EndMarking.UNMARKED;
        }
    }

    @Tag("no-dax")
    @ParameterizedTest
    @CsvSource({"BUFFERED", "DIRECT"})
    void aReaderOfACutFileGetsAnErrorInOpenRangesToo(RangeMode tail) throws Exception {
        HybridFileOptions options = options(RangeMode.CACHED).toBuilder()
                .tail(ModeChoice.require(tail))
                .sealing(Sealing.ON_REQUEST)
                .build();
        try (TestPlace place = TestPlace.of(TestPlace.Kind.AT_HAND)) {
            try (HybridFile file = HybridFile.open(place.file(), options)) {
                file.append(Pattern.bytes(file.endOffset(), 5 * BORDER));
            }
            try (HybridFile reader = HybridFile.open(
                    place.file(),
                    options.toBuilder().openMode(OpenMode.READ_ONLY).build())) {
                cut(place, 3 * BORDER);
                assertThatThrownBy(() -> reader.readAt(4 * BORDER, 100)).isInstanceOf(TruncatedFileException.class);
                Pattern.verify(reader, BORDER, 100);
            }
        }
    }
}
