package io.tidemark.nativeio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.nativeio.testing.NativeRig;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Closing: once, after the calls in flight, and nothing reaches the kernel afterwards. */
@Tag("no-disk")
class LifecycleTest {
    @RegisterExtension
    final NativeRig rig = NativeRig.onDisk();

    @Test
    void afterTheCloseNoCallReachesTheKernel() throws Exception {
        NativeFile file = rig.open("a", OpenRequest.createNew());
        NativeFile other = rig.open("b", OpenRequest.createNew());
        NativeMemory memory = rig.memory(100);
        IoVector vector = rig.own(IoVector.allocate(rig.posix(), 1)).add(memory.address(), 100);
        file.close();
        rig.faults().startTrace();

        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> file.read(memory.address(), 1, 0),
                () -> file.readFully(memory.address(), 1, 0),
                () -> file.write(memory.address(), 1, 0),
                () -> file.writeVector(vector, 0),
                () -> file.writeDurably(vector, 0),
                file::forceData,
                file::force,
                file::size,
                file::facts,
                file::fd,
                () -> file.truncate(0),
                () -> file.allocate(0, 1),
                () -> file.punchHole(0, 1),
                () -> file.advise(0, 1, Advice.RANDOM),
                () -> file.readahead(0, 1),
                () -> file.tryLock(LockKind.SHARED),
                () -> file.reopen(OpenRequest.readOnly()),
                () -> MappedRegion.map(file, 0, 4096, MappedRegion.Kind.READ_ONLY),
                () -> PageCache.residency(file, 0, 1),
                () -> PageCache.drop(file, 0, 1),
                () -> DaxFlag.of(file),
                () -> DaxFlag.SET.store(file),
                () -> Reflink.cloneRange(file, 0, 4096, other, 0),
                () -> Reflink.cloneRange(other, 0, 4096, file, 0))) {
            assertThatThrownBy(call).isInstanceOf(ClosedChannelException.class);
        }

        assertThat(rig.faults().trace()).isEmpty();
        assertThat(file.isOpen()).isFalse();
    }

    @Test
    void aRecycledDescriptorNumberIsNotTouched() throws Exception {
        NativeFile first = rig.open("a", OpenRequest.createNew());
        int number = first.fd();
        first.close();
        NativeFile second = rig.open("b", OpenRequest.createNew());
        NativeMemory memory = rig.memory(100);

        // Other threads of the JVM may have taken the number first; then there is nothing to see here.
        org.junit.jupiter.api.Assumptions.assumeTrue(second.fd() == number, "the number was not given out again");
        assertThatThrownBy(() -> first.write(memory.address(), 100, 0)).isInstanceOf(ClosedChannelException.class);
        first.close();

        assertThat(second.size()).isZero();
        assertThat(rig.faults().openDescriptors()).containsExactly(number);
    }

    @Test
    void aFailedCloseIsReportedOnceAndNeverRepeated() throws Exception {
        NativeFile file = rig.open("a", OpenRequest.createNew());
        rig.faults().failAfter("close", 1, Errno.EIO);

        assertThatThrownBy(file::close).isInstanceOf(MediaErrorException.class).hasMessageContaining("close failed");
        file.close();

        assertThat(rig.faults().count("close")).isOne();
    }

    @Test
    void anInterruptedCloseIsNotRepeatedBecauseTheNumberIsGone() throws Exception {
        NativeFile file = rig.open("a", OpenRequest.createNew());
        rig.faults().failAfter("close", 1, Errno.EINTR);

        assertThatThrownBy(file::close).isInstanceOf(NativeIoException.class).hasMessageContaining("EINTR (4)");
        file.close();

        assertThat(rig.faults().count("close")).isOne();
    }

    @Test
    @Timeout(60)
    void aCloseWaitsForTheCallsInFlight() throws Exception {
        NativeFile file = rig.open("a", OpenRequest.createNew());
        NativeMemory memory = rig.memory(100);
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        rig.faults().before("pwrite", 1, () -> {
            inside.countDown();
            goOn.await();
        });
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<?> write = threads.submit(() -> {
                file.write(memory.address(), 100, 0);
                return null;
            });
            inside.await();
            Future<?> close = threads.submit(() -> {
                file.close();
                return null;
            });
            while (file.isOpen()) {
                Thread.onSpinWait();
            }
            assertThatThrownBy(() -> file.read(memory.address(), 1, 0)).isInstanceOf(ClosedChannelException.class);
            assertThat(close.isDone()).isFalse();
            assertThat(rig.faults().count("close")).isZero();

            goOn.countDown();
            write.get(30, TimeUnit.SECONDS);
            close.get(30, TimeUnit.SECONDS);
            assertThat(rig.faults().count("close")).isOne();
        } finally {
            goOn.countDown();
            threads.shutdownNow();
        }
    }

    @Test
    void interruptingAThreadNeitherStopsItsTransfersNorClosesTheFile() throws Exception {
        NativeFile file = rig.open("a", OpenRequest.createNew());
        NativeMemory memory = rig.memory(4096);

        Thread.currentThread().interrupt();
        file.write(memory.address(), 4096, 0);
        file.forceData();
        assertThat(file.read(memory.address(), 4096, 0)).isEqualTo(4096);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(file.isOpen()).isTrue();
    }

    @Test
    void itSaysWhatItIs() throws Exception {
        NativeFile file = rig.open("a", OpenRequest.createNew());
        assertThat(file.toString()).contains(rig.path("a").toString(), "BUFFERED");
        file.close();
        assertThat(file.toString()).contains("closed");
    }
}
