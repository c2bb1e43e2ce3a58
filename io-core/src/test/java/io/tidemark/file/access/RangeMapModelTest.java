package io.tidemark.file.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.tidemark.mode.Decision;
import io.tidemark.mode.RangeMode;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The map of ranges against a plain model: an array of what serves each offset. */
@net.jqwik.api.Tag("no-disk")
class RangeMapModelTest {
    private static final long FIRST = 1000;
    private static final int LENGTH = 300;

    private static final List<RangeAccess> ACCESSES = Stream.of(RangeMode.values())
            .map(mode -> (RangeAccess) new Named(new Decision(mode, "a test")))
            .toList();

    private record Named(Decision decision) implements RangeAccess {
        @Override
        public void read(long offset, ByteBuf target, int targetIndex, int length) {
            throw new UnsupportedOperationException();
        }
    }

    /** One change: {@code length} −1 means to the end of the offset space. */
    record Change(int start, int length, int access) {
        long end() {
            return length < 0 ? Long.MAX_VALUE : FIRST + start + length;
        }
    }

    @Provide
    Arbitrary<List<Change>> changes() {
        Arbitrary<Integer> starts = Arbitraries.integers().between(0, LENGTH - 1);
        Arbitrary<Integer> lengths = Arbitraries.oneOf(
                Arbitraries.integers().between(1, 20), Arbitraries.integers().between(1, LENGTH), Arbitraries.just(-1));
        // Few accesses, so that neighbours are often the same.
        Arbitrary<Integer> accesses = Arbitraries.integers().between(0, 3);
        return Combinators.combine(starts, lengths, accesses)
                .as(Change::new)
                .list()
                .ofMaxSize(80);
    }

    @Property(tries = 400)
    void anySequenceOfChangesIsWhatAnArrayMakesOfIt(@ForAll("changes") List<Change> changes) {
        RangeMap map = new RangeMap.Builder(FIRST, ACCESSES.get(0)).build();
        RangeAccess[] model = new RangeAccess[2 * LENGTH];
        java.util.Arrays.fill(model, ACCESSES.get(0));
        for (Change change : changes) {
            RangeMap before = map;
            int count = before.count();
            RangeAccess access = ACCESSES.get(change.access());
            map = map.with(FIRST + change.start(), change.end(), access);
            int end = (int) Math.min(model.length, change.end() - FIRST);
            java.util.Arrays.fill(model, change.start(), end, access);
            assertThat(before.count()).as("a snapshot never changes").isEqualTo(count);
        }
        for (int i = 0; i < model.length; i++) {
            int index = map.indexOf(FIRST + i);
            assertThat(map.access(index)).as("offset %d", FIRST + i).isSameAs(model[i]);
            assertThat(map.start(index)).isLessThanOrEqualTo(FIRST + i);
            assertThat(map.end(index)).isGreaterThan(FIRST + i);
        }
        assertThat(map.access(map.indexOf(Long.MAX_VALUE - 1))).isSameAs(model[model.length - 1]);
    }

    @Property(tries = 400)
    void rangesHaveNoGapsAndNoEqualNeighboursAndAreFoundAtTheirBorders(@ForAll("changes") List<Change> changes) {
        RangeMap map = new RangeMap.Builder(FIRST, ACCESSES.get(0)).build();
        TreeMap<Long, RangeAccess> model = new TreeMap<>(Map.of(FIRST, ACCESSES.get(0)));
        for (Change change : changes) {
            RangeAccess access = ACCESSES.get(change.access());
            map = map.with(FIRST + change.start(), change.end(), access);
            assign(model, FIRST + change.start(), change.end(), access);
        }
        assertThat(map.start(0)).isEqualTo(FIRST);
        assertThat(map.end(map.count() - 1)).isEqualTo(Long.MAX_VALUE);
        assertThat(map.count()).isEqualTo(model.size());
        int i = 0;
        for (Map.Entry<Long, RangeAccess> range : model.entrySet()) {
            assertThat(map.start(i)).isEqualTo(range.getKey());
            assertThat(map.access(i)).isSameAs(range.getValue());
            assertThat(map.indexOf(map.start(i))).isEqualTo(i);
            assertThat(map.indexOf(map.start(i) + 1)).isEqualTo(map.end(i) > map.start(i) + 1 ? i : i + 1);
            if (i > 0) {
                assertThat(map.access(i)).isNotSameAs(map.access(i - 1));
                assertThat(map.end(i - 1)).isEqualTo(map.start(i));
                assertThat(map.indexOf(map.start(i) - 1)).isEqualTo(i - 1);
            }
            i++;
        }
    }

    /** The same in a tree; neighbours that are alike become one. */
    private static void assign(NavigableMap<Long, RangeAccess> model, long start, long end, RangeAccess access) {
        if (end < Long.MAX_VALUE) {
            model.put(end, model.floorEntry(end).getValue());
        }
        model.subMap(start, true, end, false).clear();
        model.put(start, access);
        RangeAccess last = null;
        for (var it = model.values().iterator(); it.hasNext(); ) {
            RangeAccess next = it.next();
            if (next == last) {
                it.remove();
            }
            last = next;
        }
    }
}
