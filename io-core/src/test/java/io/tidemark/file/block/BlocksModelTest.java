package io.tidemark.file.block;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidemark.nativeio.NativeBuffers;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * The cache against a plain model: a file whose bytes change only where the cache was told to forget them, and the views
 * with the bytes that they had when they were taken.
 */
@net.jqwik.api.Tag("no-disk")
class BlocksModelTest {
    private static final int BLOCK = 4096;
    private static final int BLOCKS = 10;
    private static final int SLOTS = 4;

    enum Kind {
        READ,
        VIEW,
        RELEASE,
        /** New bytes, as after a discard. */
        REPLACE,
        /** The medium fails, or works again. */
        BREAK
    }

    record Step(Kind kind, int block, int index, int length) {}

    private record Held(ByteBuf view, byte expected) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Kind> kinds = Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(12, Arbitraries.of(Kind.READ)),
                net.jqwik.api.Tuple.of(4, Arbitraries.of(Kind.VIEW)),
                net.jqwik.api.Tuple.of(3, Arbitraries.of(Kind.RELEASE)),
                net.jqwik.api.Tuple.of(2, Arbitraries.of(Kind.REPLACE, Kind.BREAK)));
        return Combinators.combine(
                        kinds,
                        Arbitraries.integers().between(0, BLOCKS - 1),
                        Arbitraries.integers().between(0, BLOCK - 1),
                        Arbitraries.integers().between(1, BLOCK))
                .as((kind, block, index, length) -> new Step(kind, block, index, Math.min(length, BLOCK - index)))
                .list()
                .ofMaxSize(120);
    }

    @Property(tries = 300)
    void whatIsReadIsWhatTheFileHoldsAndTheBoundHolds(@ForAll("steps") List<Step> steps) {
        byte[] contents = new byte[BLOCKS];
        boolean[] broken = new boolean[BLOCKS];
        Deque<Held> views = new ArrayDeque<>();
        List<Integer> loaded = new ArrayList<>();
        ByteBuf target = Unpooled.buffer(BLOCK);
        Blocks cache = new Blocks(Posix.system(), SLOTS, BLOCK);
        FileBlocks file = cache.attach(1 << 20, (offset, address, length) -> {
            int number = (int) (offset / BLOCK);
            if (broken[number]) {
                throw new IOException("broken");
            }
            loaded.add(number);
            NativeBuffers.view(address, length).put(filled(contents[number], length));
        });
        for (Step step : steps) {
            long offset = (long) step.block() * BLOCK + step.index();
            switch (step.kind()) {
                case READ -> {
                    if (file.tryRead(offset, target, 0, step.length())) {
                        assertThat(target.slice(0, step.length()))
                                .isEqualTo(Unpooled.wrappedBuffer(filled(contents[step.block()], step.length())));
                    } else {
                        assertThat(broken[step.block()] || pinned(views) == SLOTS)
                                .isTrue();
                    }
                }
                case VIEW -> {
                    ByteBuf view = file.tryView(offset, step.length());
                    if (view != null) {
                        views.add(new Held(view, contents[step.block()]));
                    } else {
                        assertThat(broken[step.block()] || pinned(views) == SLOTS)
                                .isTrue();
                    }
                }
                case RELEASE -> {
                    if (!views.isEmpty()) {
                        assertThat(views.poll().view().release()).isTrue();
                    }
                }
                case REPLACE -> {
                    contents[step.block()]++;
                    file.invalidate(offset - step.index(), offset - step.index() + BLOCK);
                }
                case BREAK -> broken[step.block()] = !broken[step.block()];
            }
            for (Held held : views) {
                assertThat(held.view().forEachByte(value -> value == held.expected()))
                        .isEqualTo(-1);
            }
            assertThat(cache.statistics().usedBytes()).isBetween(0L, (long) SLOTS * BLOCK);
        }
        assertThat(cache.statistics().loads()).isEqualTo(loaded.size());
        file.close();
        assertThat(cache.statistics().usedBytes()).isEqualTo((long) pinned(views) * BLOCK);
        cache.close();
        views.forEach(held -> held.view().release());
        assertThat(cache.statistics().usedBytes()).isZero();
        target.release();
    }

    /** Blocks that views hold: each has memory of its own. */
    private static int pinned(Deque<Held> views) {
        return (int) views.stream()
                .map(held -> NativeBuffers.address(held.view().nioBuffer()) / BLOCK)
                .distinct()
                .count();
    }

    private static byte[] filled(byte value, int length) {
        byte[] bytes = new byte[length];
        java.util.Arrays.fill(bytes, value);
        return bytes;
    }
}
