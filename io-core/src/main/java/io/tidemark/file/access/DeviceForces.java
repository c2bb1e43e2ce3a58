package io.tidemark.file.access;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The forces that this process has under way on one device, so that who reads ahead or prepares space there can give
 * way to them. A device does what it was given first, and those give it all that it can do: a durable write of a hundred
 * microseconds then stands behind megabytes that nobody needs yet. Any thread.
 *
 * <p>Nobody is woken, which would be the forcing thread's work. Who gives way looks again after a short sleep, and doesn't
 * wait for forces that began later: beside a writer that forces all the time they go on after each force.
 */
public final class DeviceForces {
    private static final Map<Long, DeviceForces> BY_DEVICE = new ConcurrentHashMap<>();

    private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

    /** A device that takes this much longer than usual may as well do something else meanwhile. */
    private static final int MOST_LOOKS = 20;

    private final AtomicLong begun = new AtomicLong();
    private final AtomicLong ended = new AtomicLong();

    private final int mostLooks;

    DeviceForces(int mostLooks) {
        this.mostLooks = mostLooks;
    }

    /** Those on a device, by its number. */
    public static DeviceForces on(long device) {
        return BY_DEVICE.computeIfAbsent(device, number -> new DeviceForces(MOST_LOOKS));
    }

    /** One begins. */
    public void begin() {
        begun.incrementAndGet();
    }

    /** One has ended, well or not. */
    public void end() {
        ended.incrementAndGet();
    }

    /** Waits until as many have ended as had begun, but for some milliseconds at most. */
    public void giveWay() {
        long before = begun.get();
        for (int look = 0; look < mostLooks && ended.get() < before; look++) {
            LockSupport.parkNanos(this, LOOK_NANOS);
        }
    }
}
