package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.file.FileState.Condition;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Range states that the caller keeps itself. */
class StateStoreTest {
    @TempDir
    Path directory;

    private static final class MemoryStore implements StateStore {
        private FileState state;

        @Override
        public Optional<FileState> load() {
            return Optional.ofNullable(state);
        }

        @Override
        public void store(FileState newState) {
            state = newState;
        }
    }

    private static HybridFileOptions options(StateStore store) {
        return HybridFileOptions.builder().stateStore(store).borderBytes(4096).build();
    }

    @Test
    void theFileThenHoldsNothingButData() throws IOException {
        MemoryStore store = new MemoryStore();
        Path path = directory.resolve("plain");
        try (HybridFile file = HybridFile.open(path, options(store))) {
            assertThat(file.dataOffset()).isZero();
            assertThat(file.append(Unpooled.copiedBuffer("hello", java.nio.charset.StandardCharsets.UTF_8)))
                    .isZero();
            assertThat(store.state.condition()).isEqualTo(Condition.OPEN);
        }
        assertThat(Files.readString(path)).isEqualTo("hello");
        assertThat(store.state.condition()).isEqualTo(Condition.CLEAN);
        assertThat(store.state.endOffset()).isEqualTo(5);
        try (HybridFile file = HybridFile.open(path, options(store))) {
            ByteBuf read = file.readAt(0, 5);
            assertThat(read.toString(java.nio.charset.StandardCharsets.UTF_8)).isEqualTo("hello");
            read.release();
        }
    }

    @Test
    void aFileThatWasClosedWithoutDataOpensAgain() throws IOException {
        MemoryStore store = new MemoryStore();
        Path path = directory.resolve("empty");
        for (int i = 0; i < 3; i++) {
            HybridFile.open(path, options(store)).close();
            assertThat(path).isEmptyFile();
            assertThat(store.state.condition()).isEqualTo(Condition.CLEAN);
        }
        try (HybridFile file = HybridFile.open(path, options(store))) {
            assertThat(file.append(Pattern.bytes(0, 100))).isZero();
        }
        try (HybridFile file = HybridFile.open(path, options(store))) {
            Pattern.verify(file, 0, 100);
        }
    }

    @Test
    void anEmptyFileWhoseStateTellsOfDataIsRefused() throws IOException {
        MemoryStore store = new MemoryStore();
        Path path = directory.resolve("lost");
        try (HybridFile file = HybridFile.open(path, options(store))) {
            file.append(Pattern.bytes(0, 100));
        }
        Files.write(path, new byte[0]);
        assertThatThrownBy(() -> HybridFile.open(path, options(store)))
                .isInstanceOf(DamagedStateException.class)
                .hasMessageContaining("empty");
    }

    @Test
    void dataWithoutAStateIsNotTouched() throws IOException {
        Path path = Files.writeString(directory.resolve("foreign"), "precious");
        assertThatThrownBy(() -> HybridFile.open(path, options(new MemoryStore())))
                .isInstanceOf(NotATidemarkFileException.class);
        assertThat(Files.readString(path)).isEqualTo("precious");
    }

    @Test
    void aStateThatContradictsItselfIsRefused() throws IOException {
        MemoryStore store = new MemoryStore();
        Path path = Files.write(directory.resolve("file"), new byte[20_000]);
        List<StoredRange> overlapping =
                List.of(new StoredRange(0, 8192, RangeMode.CACHED), new StoredRange(4096, 4096, RangeMode.DISCARDED));
        store.state = new FileState(UUID.randomUUID(), 4096, Condition.CLEAN, 20_000, overlapping);
        assertThatThrownBy(() -> HybridFile.open(path, options(store)))
                .isInstanceOf(DamagedStateException.class)
                .hasMessageContaining("offset 4096");
        store.state = new FileState(UUID.randomUUID(), 4096, Condition.CLEAN, 100_000, List.of());
        assertThatThrownBy(() -> HybridFile.open(path, options(store)))
                .isInstanceOf(DamagedStateException.class)
                .hasMessageContaining("truncated underneath");
        assertThat(Files.size(path)).isEqualTo(20_000);
    }

    @Test
    void aHundredThousandRangesAreNoProblem() throws IOException {
        int count = 100_000;
        MemoryStore store = new MemoryStore();
        Path path = directory.resolve("many");
        Files.write(path, new byte[0]);
        try (var channel = java.nio.channels.FileChannel.open(path, java.nio.file.StandardOpenOption.WRITE)) {
            channel.write(java.nio.ByteBuffer.wrap(new byte[] {7}), count * 4096L - 1);
        }
        List<StoredRange> ranges = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ranges.add(new StoredRange(i * 4096L, 4096, i % 2 == 0 ? RangeMode.CACHED : RangeMode.CACHED_MAPPED));
        }
        store.state = new FileState(UUID.randomUUID(), 4096, Condition.CLEAN, count * 4096L, ranges);
        try (HybridFile file = HybridFile.open(path, options(store))) {
            assertThat(file.ranges()).hasSize(count + 1);
            ByteBuf read = file.readAt((count - 3) * 4096L, 3 * 4096);
            assertThat(read.getByte(3 * 4096 - 1)).isEqualTo((byte) 7);
            read.release();
            file.discard(50_000L * 4096, 4096);
            assertThat(file.ranges().get(50_000).mode()).isEqualTo(RangeMode.DISCARDED);
        }
        assertThat(store.state.ranges().get(50_000).mode()).isEqualTo(RangeMode.DISCARDED);
    }
}
