package io.tidemark.mode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("no-disk")
class StandardPolicyTest {
    private static final Set<Hint> NONE = Set.of();
    private static final Set<Hint> RANDOM = Set.of(Hint.RANDOM_READS);
    private static final Set<Hint> VOLATILE = Set.of(Hint.VOLATILE_IS_ENOUGH);

    private static final Set<Hint> FAST = Set.of(Hint.MEDIUM_IS_FAST_AS_DRAM);

    static Stream<Arguments> table() {
        Capabilities pmem = Places.persistentMemory();
        return Stream.of(
                row(
                        "a tail on persistent memory is mapped",
                        Intent.APPEND,
                        NONE,
                        pmem,
                        RangeMode.DAX_MAPPED,
                        "MAP_SYNC"),
                row(
                        "a tail on DAX without MAP_SYNC is written by calls",
                        Intent.APPEND,
                        NONE,
                        Places.daxWithoutMapSync(),
                        RangeMode.DAX_WRITE,
                        "no MAP_SYNC for the sake of the test"),
                row(
                        "a JVM that can't force a mapping writes by calls",
                        Intent.APPEND,
                        NONE,
                        Places.without(pmem, Feature.SYNC_FORCE),
                        RangeMode.DAX_WRITE,
                        "no SYNC_FORCE"),
                row(
                        "pages that can't be prepared are not mapped",
                        Intent.APPEND,
                        NONE,
                        Places.without(pmem, Feature.POPULATE_WRITE),
                        RangeMode.DAX_WRITE,
                        "no POPULATE_WRITE"),
                row(
                        "space that can't be allocated ahead is not mapped",
                        Intent.APPEND,
                        NONE,
                        Places.without(pmem, Feature.PREALLOCATION),
                        RangeMode.DAX_WRITE,
                        "no PREALLOCATION"),
                row(
                        "a tail on a disk is direct",
                        Intent.APPEND,
                        NONE,
                        Places.disk(),
                        RangeMode.DIRECT,
                        "512-byte units"),
                row(
                        "how sealed ranges are read is nothing to the tail",
                        Intent.APPEND,
                        RANDOM,
                        Places.disk(),
                        RangeMode.DIRECT,
                        "O_DIRECT"),
                row(
                        "a disk without direct I/O is written through the cache",
                        Intent.APPEND,
                        NONE,
                        Places.diskWithoutDirectIo(),
                        RangeMode.BUFFERED,
                        "no DIRECT_IO"),
                row("a tail in memory is mapped", Intent.APPEND, NONE, Places.memory(), RangeMode.MAPPED, "tmpfs"),
                row(
                        "a tail in memory is written by calls where pages can't be prepared",
                        Intent.APPEND,
                        NONE,
                        Places.without(Places.memory(), Feature.POPULATE_WRITE),
                        RangeMode.BUFFERED,
                        "no POPULATE_WRITE"),
                row(
                        "so is a volatile tail on a disk",
                        Intent.APPEND,
                        VOLATILE,
                        Places.without(Places.disk(), Feature.POPULATE_WRITE),
                        RangeMode.BUFFERED,
                        "no POPULATE_WRITE"),
                row(
                        "and one on DAX, which has no page cache",
                        Intent.APPEND,
                        VOLATILE,
                        Places.without(pmem, Feature.POPULATE_WRITE),
                        RangeMode.DAX_WRITE,
                        "no POPULATE_WRITE"),
                row(
                        "a volatile tail on a disk is mapped",
                        Intent.APPEND,
                        VOLATILE,
                        Places.disk(),
                        RangeMode.MAPPED,
                        "survive"),
                row("a volatile tail on DAX is mapped", Intent.APPEND, VOLATILE, pmem, RangeMode.MAPPED, "survive"),
                row(
                        "a volatile tail in memory is mapped",
                        Intent.APPEND,
                        VOLATILE,
                        Places.memory(),
                        RangeMode.MAPPED,
                        "survive"),
                row(
                        "sealed ranges on a disk are cached",
                        Intent.READ_SEALED,
                        NONE,
                        Places.disk(),
                        RangeMode.CACHED,
                        "4096-byte"),
                row(
                        "sealed ranges need no direct I/O",
                        Intent.READ_SEALED,
                        NONE,
                        Places.diskWithoutDirectIo(),
                        RangeMode.CACHED,
                        "page cache"),
                row(
                        "jumping reads are mapped",
                        Intent.READ_SEALED,
                        RANDOM,
                        Places.disk(),
                        RangeMode.CACHED_MAPPED,
                        "jump"),
                row(
                        "durability of appends is nothing to sealed ranges",
                        Intent.READ_SEALED,
                        VOLATILE,
                        Places.disk(),
                        RangeMode.CACHED,
                        "page cache"),
                row(
                        "on DAX the library caches, because the kernel does not",
                        Intent.READ_SEALED,
                        NONE,
                        pmem,
                        RangeMode.BLOCK_CACHED,
                        "no page cache"),
                row(
                        "jumping reads on DAX are cached too",
                        Intent.READ_SEALED,
                        RANDOM,
                        pmem,
                        RangeMode.BLOCK_CACHED,
                        "no page cache"),
                row(
                        "without MAP_SYNC sealed ranges are read no otherwise",
                        Intent.READ_SEALED,
                        NONE,
                        Places.daxWithoutMapSync(),
                        RangeMode.BLOCK_CACHED,
                        "no page cache"),
                row(
                        "a medium as fast as DRAM is read where it is",
                        Intent.READ_SEALED,
                        FAST,
                        pmem,
                        RangeMode.CACHED_MAPPED,
                        "nothing is cached"),
                row(
                        "off DAX the speed of the medium is nothing to sealed ranges",
                        Intent.READ_SEALED,
                        FAST,
                        Places.disk(),
                        RangeMode.CACHED,
                        "page cache"),
                row(
                        "how fast the medium is read is nothing to the tail",
                        Intent.APPEND,
                        FAST,
                        pmem,
                        RangeMode.DAX_MAPPED,
                        "MAP_SYNC"),
                row(
                        "on DAX it is said why there is no shadow",
                        Intent.READ_SEALED,
                        NONE,
                        Places.without(Places.persistentMemoryWithShadows(), Feature.DAX_SWITCH),
                        RangeMode.BLOCK_CACHED,
                        "no DAX_SWITCH for the sake of the test"),
                row(
                        "a medium as fast as DRAM needs no shadow",
                        Intent.READ_SEALED,
                        FAST,
                        Places.persistentMemoryWithShadows(),
                        RangeMode.CACHED_MAPPED,
                        "nothing is cached"),
                row(
                        "on DAX with shadows the shadow's page cache is read",
                        Intent.READ_SEALED,
                        NONE,
                        Places.persistentMemoryWithShadows(),
                        RangeMode.SHADOWED,
                        "shares its blocks"),
                row(
                        "on DAX with shadows jumping reads map the shadow",
                        Intent.READ_SEALED,
                        RANDOM,
                        Places.persistentMemoryWithShadows(),
                        RangeMode.SHADOWED,
                        "a mapping of it"),
                row(
                        "memory is read where it is",
                        Intent.READ_SEALED,
                        NONE,
                        Places.memory(),
                        RangeMode.CACHED_MAPPED,
                        "tmpfs"),
                row(
                        "memory is mapped for jumps too",
                        Intent.READ_SEALED,
                        RANDOM,
                        Places.memory(),
                        RangeMode.CACHED_MAPPED,
                        "jump"));
    }

    private static Arguments row(
            String sentence, Intent intent, Set<Hint> hints, Capabilities place, RangeMode mode, String reason) {
        return arguments(sentence, intent, hints, place, mode, reason);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("table")
    void theTableHolds(
            String sentence, Intent intent, Set<Hint> hints, Capabilities place, RangeMode mode, String reason) {
        Decision decision = AccessPolicy.standard().decide(intent, hints, place);

        assertThat(decision.mode()).as(sentence).isEqualTo(mode);
        assertThat(decision.reason()).as(sentence).contains(reason);
        assertThat(decision.isFallback()).as(sentence).isFalse();
    }

    @Test
    void everyCombinationOfHintsAndFeaturesGetsAFittingAvailableMode() throws Exception {
        List<Feature> deciding = List.of(
                Feature.DAX,
                Feature.MAP_SYNC,
                Feature.SYNC_FORCE,
                Feature.DIRECT_IO,
                Feature.PERSISTENT_MEDIUM,
                Feature.PREALLOCATION,
                Feature.POPULATE_WRITE,
                Feature.REFLINK,
                Feature.DAX_SWITCH);
        for (int missing = 0; missing < 1 << deciding.size(); missing++) {
            Capabilities place = Places.persistentMemoryWithShadows();
            for (int i = 0; i < deciding.size(); i++) {
                place = (missing >> i & 1) == 0 ? place : Places.without(place, deciding.get(i));
            }
            for (Intent intent : Intent.values()) {
                for (Set<Hint> hints : List.of(NONE, RANDOM, VOLATILE, FAST)) {
                    // The resolver throws for what does not fit or is not available.
                    Decision decision =
                            Modes.resolve(ModeChoice.automatic(), intent, hints, place, AccessPolicy.standard());
                    assertThat(decision.reason()).isNotBlank();
                }
            }
        }
    }

    @Test
    void modesThatNeedNothingAreToBeHadEverywhere() {
        Capabilities nowhere = new Capabilities("/", "none", "0:0", 0, 0, "unknown", Map.of(), Optional.empty());

        assertThat(Arrays.stream(RangeMode.values())
                        .filter(mode -> nowhere.unavailabilityCause(mode).isEmpty()))
                .containsExactly(
                        RangeMode.BUFFERED,
                        RangeMode.CACHED,
                        RangeMode.CACHED_MAPPED,
                        RangeMode.BLOCK_CACHED,
                        RangeMode.DISCARDED);
        assertThat(nowhere.answer(RangeMode.DIRECT)).isEqualTo(Answer.UNTRIED);
        assertThat(nowhere.unavailabilityCause(RangeMode.DIRECT)).hasValue("not probed");
    }

    @Test
    void directIoOnADaxFileIsNotOfferedAsDirectMode() {
        assertThat(Places.persistentMemory().unavailabilityCause(RangeMode.DIRECT))
                .hasValueSatisfying(cause -> assertThat(cause).contains("DAX_WRITE"));
    }

    @Test
    void answersComeInTheOrderOfTheFeatures() {
        assertThat(Places.disk().all()).extracting(Capability::feature).containsExactly(Feature.values());
    }
}
