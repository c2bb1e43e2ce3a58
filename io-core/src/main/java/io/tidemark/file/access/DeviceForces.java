package io.tidemark.file.access;

import io.tidemark.nativeio.Pause;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The forces that this process has under way on one device, so that who reads ahead or prepares space there can give
 * way to them. A device does what it was given first, and those give it all that it can do: a durable write of a hundred
 * microseconds then stands behind megabytes that nobody needs yet. Any thread.
 *
 * <p>Nobody is woken, which would be the forcing thread's work. Who gives way looks again after a short sleep, and doesn't
 * wait for forces that began later: beside a writer that forces all the time they go on after each force.
 *
 * <p>What the device has already when a force begins can't give way any more. So who forces now and then is expected to do
 * it again, and who reads ahead gives the device less at a time meanwhile.
 */
public final class DeviceForces {
    private static final Map<Long, DeviceForces> BY_DEVICE = new ConcurrentHashMap<>();

    private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

    /** A device that takes this much longer than usual may as well do something else meanwhile. */
    private static final int MOST_LOOKS = 20;

    /** Who forces less often than ten times a second is met by little of what scans ask for. */
    private static final long EXPECTED_FOR_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final AtomicLong begun = new AtomicLong();
    private final AtomicLong ended = new AtomicLong();

    private final int mostLooks;
    private final LongSupplier nanoClock;

    /** When one ended last. */
    private volatile long lastEndNanos;

    DeviceForces(int mostLooks, LongSupplier nanoClock) {
        this.mostLooks = mostLooks;
        this.nanoClock = nanoClock;
        this.lastEndNanos = nanoClock.getAsLong() - EXPECTED_FOR_NANOS;
    }

    /** Those on a device, by its number. */
    public static DeviceForces on(long device) {
        return BY_DEVICE.computeIfAbsent(device, number -> new DeviceForces(MOST_LOOKS, System::nanoTime));
    }

    /** One begins. */
    public void begin() {
        begun.incrementAndGet();
    }

    /** One has ended, well or not. */
    public void end() {
        lastEndNanos = nanoClock.getAsLong();
        ended.incrementAndGet();
    }

    /** Whether one is under way, or may begin at any moment, because one was under way a moment ago. */
    public boolean areExpected() {
        return ended.get() < begun.get() || nanoClock.getAsLong() - lastEndNanos < EXPECTED_FOR_NANOS;
    }

    /** Waits until as many have ended as had begun, but for little more than a millisecond. */
    public void giveWay() {
        long before = begun.get();
        for (int look = 0; look < mostLooks && ended.get() < before; look++) {
            Pause.nanos(this, LOOK_NANOS);
        }
    }
}
