package io.tidemark.file.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.file.Crew;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who gives way does so for the forces that were there first, and for a while only; more are expected a little longer. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@Tag("no-disk")
class DeviceForcesTest {
    private static final int FOR_EVER = Integer.MAX_VALUE;

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE); // A clock of nanoseconds may overflow.

    private Thread giveWay(Crew crew, DeviceForces forces) {
        Thread thread = crew.once("reader", forces::giveWay);
        Crew.await("it gives way", () -> LockSupport.getBlocker(thread) == forces);
        return thread;
    }

    @Test
    void whereNothingIsForcedNobodyWaits() {
        DeviceForces forces = new DeviceForces(FOR_EVER, now::get);
        forces.giveWay();
        forces.begin();
        forces.end();
        forces.giveWay();
    }

    @Test
    void itLastsUntilTheForcesThatWereThereHaveEnded() throws Exception {
        DeviceForces forces = new DeviceForces(FOR_EVER, now::get);
        forces.begin();
        forces.begin();
        try (Crew crew = new Crew()) {
            Thread reader = giveWay(crew, forces);
            forces.end();
            assertThat(reader.isAlive()).as("one is still under way").isTrue();
            forces.end();
            reader.join();
        }
    }

    @Test
    void aWriterThatForcesAllTheTimeLetsAReaderThroughAfterEachForce() throws Exception {
        DeviceForces forces = new DeviceForces(FOR_EVER, now::get);
        forces.begin();
        try (Crew crew = new Crew()) {
            Thread reader = giveWay(crew, forces);
            forces.begin();
            forces.end();
            reader.join();
        }
    }

    @Test
    void aForceThatDoesNotEndIsWaitedForForAWhileOnly() {
        DeviceForces forces = DeviceForces.on(-1);
        forces.begin();
        forces.giveWay();
        forces.end();
        assertThat(DeviceForces.on(-1)).as("the device's").isSameAs(forces);
    }

    @Test
    void whereNothingWasForcedNoForceIsExpected() {
        assertThat(new DeviceForces(FOR_EVER, now::get).areExpected()).isFalse();
    }

    @Test
    void afterAForceMoreAreExpectedForAWhile() {
        DeviceForces forces = new DeviceForces(FOR_EVER, now::get);
        forces.begin();
        now.addAndGet(TimeUnit.HOURS.toNanos(1));
        assertThat(forces.areExpected()).as("one is under way").isTrue();
        forces.end();
        now.incrementAndGet();
        assertThat(forces.areExpected()).as("one has just ended").isTrue();
        now.addAndGet(TimeUnit.HOURS.toNanos(1));
        assertThat(forces.areExpected()).as("an hour later").isFalse();
    }

    /** Else it would look as often as it may before anything could have changed. */
    @Test
    void anInterruptedThreadGivesWayForAsLongAsAnyOther() {
        DeviceForces forces = new DeviceForces(200, now::get);
        forces.begin();
        Thread.currentThread().interrupt();
        long begin = System.nanoTime();
        forces.giveWay();
        assertThat(System.nanoTime() - begin).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(5));
        assertThat(Thread.interrupted()).as("still interrupted").isTrue();
    }
}
