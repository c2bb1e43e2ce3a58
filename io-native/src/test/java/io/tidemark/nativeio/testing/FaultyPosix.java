package io.tidemark.nativeio.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.nativeio.ErrnoException;
import io.tidemark.nativeio.LinuxConstants;
import io.tidemark.nativeio.NativeBuffers;
import io.tidemark.nativeio.NativeMemory;
import io.tidemark.nativeio.Posix;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * System calls that fail, fall short or are left out where a test says so, that are counted and can be recorded, and
 * that know what they have handed out. Calls are named as in {@link Posix}. Safe for any thread.
 *
 * <p>{@code nth} counts from 1 and from the moment of arming. A fault that has fired is gone; {@link #assertAllFired()}
 * tells a test whose fault never happened.
 */
public final class FaultyPosix {
    /** One recorded call. */
    public record Call(String name, List<Object> arguments) {
        @Override
        public String toString() {
            return name + arguments;
        }
    }

    /** Something to do before a call, such as changing the file underneath. */
    @FunctionalInterface
    public interface Action {
        void run() throws Exception;
    }

    private static final int IOVEC_BYTES = 16;
    private static final int STATFS_BYTES = 120;
    private static final int STATFS_FLAGS = 80;

    private final Posix delegate;
    private final Posix proxy;
    private final Map<String, Integer> counts = new HashMap<>();
    private final List<Fault> armed = new ArrayList<>();
    private final List<String> fired = new ArrayList<>();
    private final Holdings holdings = new Holdings();
    private List<Call> trace;

    private FaultyPosix(Posix delegate) {
        this.delegate = delegate;
        this.proxy = (Posix) Proxy.newProxyInstance(
                Posix.class.getClassLoader(),
                new Class<?>[] {Posix.class},
                (self, method, args) -> invoke(method, args));
    }

    /** Wraps system calls, for the time being without a fault. */
    public static FaultyPosix over(Posix delegate) {
        return new FaultyPosix(delegate);
    }

    /** The calls to hand to the code under test. */
    public Posix posix() {
        return proxy;
    }

    /** The n-th call fails with an error number, without being made. */
    public FaultyPosix fail(String call, int nth, int errno) {
        return arm(call, nth, 1, "fails with errno " + errno, (method, args) -> {
            throw new ErrnoException(method.getName(), errno);
        });
    }

    /** The n-th call is made and then reported as failed, as a close or a force is that reports a late error. */
    public FaultyPosix failAfter(String call, int nth, int errno) {
        return arm(call, nth, 1, "reports errno " + errno, (method, args) -> {
            forward(method, args);
            throw new ErrnoException(method.getName(), errno);
        });
    }

    /** Each of {@code times} calls from the n-th on fails with an error number. */
    public FaultyPosix failRepeatedly(String call, int nth, int times, int errno) {
        return arm(call, nth, times, "fails with errno " + errno, (method, args) -> {
            throw new ErrnoException(method.getName(), errno);
        });
    }

    /** The n-th call (pread, pwrite, preadv2, pwritev2) transfers at most {@code bytes}; with 0 it isn't made. */
    public FaultyPosix transferOnly(String call, int nth, long bytes) {
        return transferOnly(call, nth, 1, bytes);
    }

    /** Each of {@code times} calls from the n-th on transfers at most {@code bytes}. */
    public FaultyPosix transferOnly(String call, int nth, int times, long bytes) {
        return arm(call, nth, times, "transfers " + bytes + " bytes", (method, args) -> transfer(method, args, bytes));
    }

    /** The n-th call claims success (0) without being made, as a lying fsync does. */
    public FaultyPosix skip(String call, int nth) {
        return arm(call, nth, 1, "is left out", (method, args) -> {
            if (method.getReturnType() == long.class) {
                return 0L;
            }
            return method.getReturnType() == int.class ? 0 : null;
        });
    }

    /** From the n-th on {@code times} calls of fstatfs say that the file system is read-only. */
    public FaultyPosix readOnly(int nth, int times) {
        return arm("fstatfs", nth, times, "says read-only", (method, args) -> {
            forward(method, args);
            ByteBuffer statfs = NativeBuffers.view((long) args[1], STATFS_BYTES);
            statfs.putLong(STATFS_FLAGS, statfs.getLong(STATFS_FLAGS) | LinuxConstants.ST_RDONLY);
            return null;
        });
    }

    /** Something happens right before the n-th call, which is then made. */
    public FaultyPosix before(String call, int nth, Action action) {
        return arm(call, nth, 1, "runs an action", (method, args) -> {
            action.run();
            return forward(method, args);
        });
    }

    /** Calls made so far, the failed ones included. */
    public synchronized int count(String call) {
        return counts.getOrDefault(checked(call), 0);
    }

    /** The faults that have fired, in order. */
    public synchronized List<String> fired() {
        return List.copyOf(fired);
    }

    /** Fails if a fault is still armed. */
    public synchronized void assertAllFired() {
        assertThat(armed).as("faults that never fired").isEmpty();
    }

    /** Disarms everything. */
    public synchronized void disarm() {
        armed.clear();
    }

    /** Records from now on, forgetting what was recorded before. */
    public synchronized void startTrace() {
        trace = new ArrayList<>();
    }

    /** What was recorded since {@link #startTrace}. */
    public synchronized List<Call> trace() {
        return trace == null ? List.of() : List.copyOf(trace);
    }

    /** The names of {@link #trace}. */
    public List<String> tracedNames() {
        return trace().stream().map(Call::name).toList();
    }

    /** Descriptors that were opened and not closed. */
    public List<Integer> openDescriptors() {
        return holdings.descriptors();
    }

    /** Bytes that were mapped and not unmapped: native memory and mappings of files. */
    public long mappedBytes() {
        return holdings.mappedBytes();
    }

    /** Fails if descriptors or mapped bytes are left. */
    public void assertNothingHeld() {
        assertThat(openDescriptors()).as("descriptors left open").isEmpty();
        assertThat(mappedBytes()).as("bytes left mapped").isZero();
    }

    private FaultyPosix arm(String call, int nth, int times, String what, Behaviour behaviour) {
        if (nth < 1 || times < 1) {
            throw new IllegalArgumentException("Calls are counted from 1");
        }
        synchronized (this) {
            armed.add(new Fault(checked(call), nth - 1, times, what, behaviour));
        }
        return this;
    }

    private Object invoke(Method method, Object[] arguments) throws Throwable {
        if (method.getDeclaringClass() == Object.class) {
            return switch (method.getName()) {
                case "equals" -> arguments[0] == proxy;
                case "hashCode" -> System.identityHashCode(proxy);
                default -> "FaultyPosix over " + delegate;
            };
        }
        Object[] args = arguments == null ? new Object[0] : arguments;
        Behaviour behaviour = next(method.getName(), args);
        return behaviour == null ? forward(method, args) : behaviour.call(method, args);
    }

    private synchronized Behaviour next(String name, Object[] args) {
        counts.merge(name, 1, Integer::sum);
        // The page size is a constant of the machine; asking for it tells nothing about what the code does.
        if (trace != null && !name.equals("getpagesize")) {
            trace.add(new Call(name, List.copyOf(Arrays.asList(args))));
        }
        Behaviour behaviour = null;
        for (Fault fault : List.copyOf(armed)) {
            if (fault.name.equals(name) && fault.isDue() && behaviour == null) {
                behaviour = fault.behaviour;
                fired.add(name + " " + fault.what);
                if (fault.isSpent()) {
                    armed.remove(fault);
                }
            }
        }
        return behaviour;
    }

    private Object forward(Method method, Object[] args) throws Throwable {
        try {
            Object result = method.invoke(delegate, args);
            holdings.record(method.getName(), args, result);
            return result;
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private Object transfer(Method method, Object[] args, long bytes) throws Throwable {
        if (bytes == 0) {
            return 0L;
        }
        Object[] shortened = args.clone();
        if (method.getName().endsWith("v2")) {
            return transferVector(method, shortened, bytes);
        }
        shortened[2] = Math.min((long) args[2], bytes);
        return forward(method, shortened);
    }

    private Object transferVector(Method method, Object[] args, long bytes) throws Throwable {
        int count = (int) args[2];
        ByteBuffer original = NativeBuffers.view((long) args[1], count * IOVEC_BYTES);
        try (NativeMemory copy = NativeMemory.allocate(delegate, (long) count * IOVEC_BYTES, 1)) {
            ByteBuffer shortened = copy.buffer().put(original.duplicate());
            long left = bytes;
            for (int i = 0; i < count; i++) {
                long length = Math.min(left, shortened.getLong(i * IOVEC_BYTES + 8));
                shortened.putLong(i * IOVEC_BYTES + 8, length);
                left -= length;
            }
            args[1] = copy.address();
            return forward(method, args);
        }
    }

    private static String checked(String call) {
        if (Arrays.stream(Posix.class.getMethods()).noneMatch(m -> m.getName().equals(call))) {
            throw new IllegalArgumentException("Posix has no call '" + call + "'");
        }
        return call;
    }

    @FunctionalInterface
    private interface Behaviour {
        Object call(Method method, Object[] args) throws Throwable;
    }

    private static final class Fault {
        private final String name;
        private final String what;
        private final Behaviour behaviour;
        private int before;
        private int times;

        Fault(String name, int before, int times, String what, Behaviour behaviour) {
            this.name = name;
            this.before = before;
            this.times = times;
            this.what = what;
            this.behaviour = behaviour;
        }

        boolean isDue() {
            if (before > 0) {
                before--;
                return false;
            }
            times--;
            return true;
        }

        boolean isSpent() {
            return times == 0;
        }

        @Override
        public String toString() {
            return name + " " + what + " (" + before + " calls early, " + times + " times left)";
        }
    }
}
