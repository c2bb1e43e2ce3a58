package io.tidemark.nativeio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidemark.nativeio.Residency.Method;
import io.tidemark.nativeio.testing.NativeRig;
import io.tidemark.nativeio.testing.Needs;
import io.tidemark.nativeio.testing.Reclaim;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("no-dax")
class PageCacheTest {
    private static final int PAGE = Posix.system().getpagesize();
    private static final int PAGES = 512;
    private static final long SIZE = (long) PAGES * PAGE;

    @RegisterExtension
    final NativeRig rig = NativeRig.onDisk();

    private NativeFile file;

    @BeforeEach
    void write() throws IOException {
        file = rig.open("a", OpenRequest.createNew());
        Needs.disk(file);
        file.writeZeros(0, SIZE);
    }

    @Test
    void whatWasWrittenIsCachedAndDirtyUntilForced() throws Exception {
        Reclaim.allowFor(() -> {
            file.writeZeros(0, SIZE);
            Residency fresh = PageCache.residency(file, 0, SIZE);
            assertThat(fresh.pagesResident()).isEqualTo(PAGES);
            assertThat(fresh.pagesTotal()).isEqualTo(PAGES);

            file.force();
            Residency forced = PageCache.residency(file, 0, SIZE);
            assertThat(forced.pagesDirty()).isEqualTo(forced.method() == Method.CACHESTAT ? 0 : Residency.UNKNOWN);
        });
    }

    @Test
    void droppedPagesAreGoneAndWarmedPagesComeBack() throws Exception {
        Reclaim.allowFor(() -> {
            file.force();

            PageCache.drop(file, 0, SIZE);
            assertThat(PageCache.residency(file, 0, SIZE).pagesResident()).isZero();
            assertThat(PageCache.residentPages(file, 0, SIZE).cardinality()).isZero();

            file.advise(0, 0, Advice.RANDOM);
            PageCache.warm(file, 0, SIZE);
            awaitResident(PAGES);
        });
    }

    /** The cache may keep it together with them in one folio, which is dropped as a whole or not at all. */
    @Test
    void aDurablePageIsEvictedWithItsNeighbours() throws Exception {
        file.force();

        assertThat(PageCache.evict(file, 7L * PAGE + 1, 100)).isZero();

        assertThat(PageCache.residency(file, 0, SIZE).pagesResident()).isZero();
        assertThat(PageCache.evict(file, 0, 0)).isZero();
    }

    @Test
    void whatSomebodyMapsCannotBeEvicted() throws Exception {
        Reclaim.allowFor(() -> {
            file.force();
            try (MappedRegion mapping = MappedRegion.map(file, 0, 4L * PAGE, MappedRegion.Kind.READ_ONLY)) {
                mapping.populateRead();
                assertThat(PageCache.evict(file, PAGE, PAGE)).isOne();
            }
            assertThat(PageCache.evict(file, PAGE, PAGE)).isZero();
        });
    }

    /** Whoever reads them gets them from the medium, and in the next moment they can be evicted. */
    @Test
    void whatIsJustBeingReadIsNotLeft() throws Exception {
        long bytes = 64L << 20;
        file.writeZeros(0, bytes);
        file.force();
        int underWay = 0;
        for (int round = 0; round < 50; round++) {
            assertThat(PageCache.evict(file, 0, bytes)).isZero();
            PageCache.warm(file, 0, bytes);
            long counted = PageCache.residency(file, 0, bytes).pagesResident();
            underWay += counted > PageCache.residentPages(file, 0, bytes).cardinality() ? 1 : 0;
        }
        assumeTrue(underWay > 0, "the disk is too fast: whatever is read is there at once");
    }

    @Test
    void dropAndWarmKeepToTheirRange() throws Exception {
        Reclaim.allowFor(() -> {
            file.force();
            PageCache.drop(file, 0, SIZE);

            PageCache.warm(file, 128L * PAGE, 128L * PAGE);
            awaitResident(128);
            BitSet warmed = PageCache.residentPages(file, 0, SIZE);
            assertThat(warmed.nextSetBit(0)).isEqualTo(128);
            assertThat(warmed.nextClearBit(128)).isEqualTo(256);

            PageCache.drop(file, 0, SIZE);
            assertThat(PageCache.residency(file, 0, SIZE).pagesResident()).isZero();
        });
    }

    @Test
    void bothWaysToAskAgree() throws Exception {
        Reclaim.allowFor(() -> {
            rig.faults().disarm();
            compareBothWays();
        });
    }

    private void compareBothWays() throws Exception {
        file.force();
        PageCache.drop(file, 0, SIZE);
        PageCache.warm(file, 0, 64L * PAGE);
        PageCache.warm(file, 200L * PAGE, 64L * PAGE);
        awaitResident(128);
        Residency counted = PageCache.residency(file, 0, SIZE);
        assumeTrue(counted.method() == Method.CACHESTAT, "this kernel has no cachestat");
        rig.faults().fail("cachestat", 1, Errno.ENOSYS).fail("cachestat", 2, Errno.EPERM);

        Residency looked = PageCache.residency(file, 0, SIZE);

        assertThat(looked.method()).isEqualTo(Method.MINCORE);
        assertThat(looked.pagesDirty()).isEqualTo(Residency.UNKNOWN);
        assertThat(looked.pagesResident()).isEqualTo(counted.pagesResident()).isEqualTo(128);
        assertThat(looked.pagesTotal()).isEqualTo(counted.pagesTotal());
        // An odd range: both count the pages that it touches.
        Residency part = PageCache.residency(file, 63L * PAGE + 1, 140L * PAGE);
        assertThat(part.method()).isEqualTo(Method.MINCORE);
        assertThat(part)
                .usingRecursiveComparison()
                .ignoringFields("method", "pagesDirty")
                .isEqualTo(PageCache.residency(file, 63L * PAGE + 1, 140L * PAGE));
        assertThat(part.pagesTotal()).isEqualTo(141);
        assertThat(part.pagesResident()).isEqualTo(1 + 4);
    }

    @Test
    void aDaxFileIsNeverAskedByCachestat() throws Exception {
        // The state is faked: the kernel that would crash is not the one to try it on.
        Posix dax = DaxPretender.over(rig.posix());
        try (NativeFile pretended = NativeFile.open(dax, rig.path("a"), OpenRequest.readWrite())) {
            assertThat(pretended.facts().isDax()).isTrue();
            rig.faults().startTrace();

            assertThat(PageCache.residency(pretended, 0, SIZE).method()).isEqualTo(Method.MINCORE);

            assertThat(rig.faults().tracedNames()).contains("mincore").doesNotContain("cachestat");
        }
    }

    @Test
    void whatIsCachedIsKnownOnlyWhereItCostsLittleToAsk() throws Exception {
        Reclaim.allowFor(() -> {
            rig.faults().disarm();
            PageCache.drop(file, 0, SIZE);
            file.force();
            PageCache.drop(file, 0, SIZE);
            PageCache.warm(file, 0, 128L * PAGE);
            awaitResident(128);
            boolean asks = PageCache.residency(file, 0, SIZE).method() == Method.CACHESTAT;
            assertThat(PageCache.isKnownToHold(file, 0, 128L * PAGE)).isEqualTo(asks);
            assertThat(PageCache.isKnownToHold(file, 0, 129L * PAGE)).isFalse();
            rig.faults().fail("cachestat", 1, Errno.ENOSYS);
            assertThat(PageCache.isKnownToHold(file, 0, PAGE)).isFalse();
        });
    }

    @Test
    void aMappingKnowsWhichOfItsPagesAreInMemoryWithoutTouchingThem() throws Exception {
        MappedRegion region = rig.own(MappedRegion.map(file, 0, SIZE + 4L * PAGE, MappedRegion.Kind.READ_ONLY));
        region.adviseRandom();
        Reclaim.allowFor(() -> {
            file.force();
            PageCache.drop(file, 0, SIZE);
            assertThat(region.isKnownResident(0, SIZE)).isFalse();
            assertThat(region.isKnownResident(100L * PAGE, 1)).isFalse();
            PageCache.warm(file, 0, 128L * PAGE);
            awaitResident(128);
            assertThat(region.isKnownResident(0, 128L * PAGE)).isTrue();
            assertThat(region.isKnownResident(3, 125L * PAGE - 6)).isTrue();
            assertThat(region.isKnownResident(0, 128L * PAGE + 1)).isFalse();
            assertThat(region.isKnownResident(127L * PAGE, 2L * PAGE)).isFalse();
            assertThat(PageCache.residency(file, 0, SIZE).pagesResident()).isEqualTo(128);
        });
        Reclaim.allowFor(() -> {
            PageCache.warm(file, 0, SIZE);
            awaitResident(PAGES);
            assertThat(region.isKnownResident(PAGE, SIZE - PAGE)).isTrue();
        });
        assertThat(region.isKnownResident(PAGE, SIZE))
                .as("behind the end there is none")
                .isFalse();
        assertThatThrownBy(() -> region.isKnownResident(SIZE, 5L * PAGE)).isInstanceOf(IllegalArgumentException.class);
        region.close();
        assertThatThrownBy(() -> region.isKnownResident(0, 1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aKernelThatClaimsThatEveryPageIsInMemoryIsNotBelieved() throws Exception {
        Posix claims = SecretiveKernel.over(rig.posix());
        try (NativeFile secret = NativeFile.open(claims, rig.path("a"), OpenRequest.readOnly());
                MappedRegion region = MappedRegion.map(secret, 0, SIZE, MappedRegion.Kind.READ_ONLY)) {
            assertThat(PageCache.residentPages(secret, 0, SIZE).cardinality()).isEqualTo(PAGES);

            assertThat(region.isKnownResident(0, SIZE)).isFalse();

            rig.faults().startTrace();
            assertThat(region.isKnownResident(0, SIZE)).isFalse();
            assertThat(rig.faults().tracedNames()).as("nor asked again").doesNotContain("mincore");
        }
    }

    @Test
    void whatTheKernelDoesNotSayIsNotKnown() throws Exception {
        MappedRegion refused = rig.own(MappedRegion.map(file, 0, SIZE, MappedRegion.Kind.READ_ONLY));
        rig.faults().fail("mincore", 1, Errno.ENOSYS);
        assertThat(refused.isKnownResident(0, SIZE)).isFalse();
        MappedRegion late = rig.own(MappedRegion.map(file, 0, SIZE, MappedRegion.Kind.READ_ONLY));
        file.close();
        assertThat(late.isKnownResident(0, SIZE)).isFalse();
    }

    @Test
    void rangesAreClippedToTheFile() throws Exception {
        assertThat(PageCache.residency(file, SIZE, 100)).isEqualTo(new Residency(0, 0, 0, Method.NONE));
        assertThat(PageCache.residency(file, 0, 0)).isEqualTo(new Residency(0, 0, 0, Method.NONE));
        assertThat(PageCache.residency(file, SIZE - 1, Long.MAX_VALUE - SIZE).pagesTotal())
                .isOne();
        assertThat(PageCache.residentPages(file, SIZE - 1, Long.MAX_VALUE - SIZE)
                        .length())
                .isOne();
        assertThat(PageCache.residentPages(file, SIZE, 1).length()).isZero();
        PageCache.warm(file, SIZE - 1, Long.MAX_VALUE - SIZE);
        PageCache.warm(file, SIZE + 1, 5);
        PageCache.drop(file, SIZE - 1, Long.MAX_VALUE - SIZE);
    }

    @Test
    void droppingNothingDropsNothing() throws Exception {
        Reclaim.allowFor(() -> {
            file.writeZeros(0, SIZE);
            file.force();

            PageCache.drop(file, 0, 0);

            assertThat(PageCache.residency(file, 0, SIZE).pagesResident()).isEqualTo(PAGES);
        });
    }

    @Test
    void otherFailuresOfCachestatAreNotHidden() {
        rig.faults().fail("cachestat", 1, Errno.EIO);

        assertThatThrownBy(() -> PageCache.residency(file, 0, SIZE)).isInstanceOf(MediaErrorException.class);
    }

    @Test
    void aFileLargerThanOneWindowIsLookedAtInParts() throws Exception {
        NativeFile sparse = rig.open("sparse", OpenRequest.createNew());
        long far = (2L << 30) + 5L * PAGE;
        NativeMemory memory = rig.memory(1);
        sparse.write(memory.address(), 1, far);
        sparse.write(memory.address(), 1, (1L << 30) - 1);

        BitSet resident = PageCache.residentPages(sparse, PAGE, far);

        assertThat(resident.stream()).containsExactly((1 << 30) / PAGE - 2, (int) (far / PAGE) - 1);
    }

    /**
     * Reading happens in the background of the kernel, which tells nobody, so this waits, but not for ever. Asks mincore,
     * too: cachestat counts a page from the moment that its read begins, mincore only when it has ended.
     */
    private void awaitResident(int pages) throws IOException {
        Instant end = Instant.now().plus(Duration.ofSeconds(30));
        while (PageCache.residentPages(file, 0, SIZE).cardinality() < pages
                && Instant.now().isBefore(end)) {
            LockSupport.parkNanos(1_000_000);
        }
        assertThat(PageCache.residentPages(file, 0, SIZE).cardinality()).isEqualTo(pages);
        assertThat(PageCache.residency(file, 0, SIZE).pagesResident()).isEqualTo(pages);
    }
}
