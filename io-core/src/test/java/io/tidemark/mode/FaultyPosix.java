package io.tidemark.mode;

import io.tidemark.nativeio.ErrnoException;
import io.tidemark.nativeio.LinuxConstants;
import io.tidemark.nativeio.NativeBuffers;
import io.tidemark.nativeio.Posix;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** The machine's own system calls, except for what a test bends. Counts how often it did. */
final class FaultyPosix {
    /** What becomes of one call; null to let it through. */
    private interface Bend {
        Object apply(Object[] arguments) throws Throwable;
    }

    private record Rule(String call, Predicate<Object[]> when, Bend bend) {}

    private final Posix real = Posix.system();
    private final List<Rule> rules = new ArrayList<>();
    private final List<String> calls = new ArrayList<>();
    private final AtomicInteger fired = new AtomicInteger();

    /** Each call of {@code call} whose arguments match fails with {@code errno}. */
    FaultyPosix failing(String call, int errno, Predicate<Object[]> when) {
        rules.add(new Rule(call, when, arguments -> {
            throw new ErrnoException(call, errno);
        }));
        return this;
    }

    /** Every file looks DAX, and MAP_SYNC mappings succeed. */
    FaultyPosix pretendingDax() {
        rules.add(new Rule("statx", arguments -> true, arguments -> {
            real.statx((int) arguments[0], (String) arguments[1], (int) arguments[2], (int) arguments[3], (long)
                    arguments[4]);
            ByteBuffer statx = NativeBuffers.view((long) arguments[4], 256);
            statx.putLong(8, statx.getLong(8) | LinuxConstants.STATX_ATTR_DAX);
            return 0;
        }));
        int sync = LinuxConstants.MAP_SHARED_VALIDATE | LinuxConstants.MAP_SYNC;
        rules.add(new Rule(
                "mmap",
                arguments -> (int) arguments[3] == sync,
                arguments -> real.mmap(
                        0,
                        (long) arguments[1],
                        (int) arguments[2],
                        LinuxConstants.MAP_SHARED,
                        (int) arguments[4],
                        (long) arguments[5])));
        return this;
    }

    /** STATX_DIOALIGN reports these alignments of memory and offset, whatever is true. */
    FaultyPosix reportingAlignment(int memoryBytes, int offsetBytes) {
        rules.add(new Rule("statx", arguments -> true, arguments -> {
            real.statx((int) arguments[0], (String) arguments[1], (int) arguments[2], (int) arguments[3], (long)
                    arguments[4]);
            ByteBuffer statx = NativeBuffers.view((long) arguments[4], 256);
            statx.putInt(0, statx.getInt(0) | LinuxConstants.STATX_DIOALIGN);
            statx.putInt(152, memoryBytes).putInt(156, offsetBytes);
            return 0;
        }));
        return this;
    }

    /** How many calls were bent. */
    int fired() {
        return fired.get();
    }

    /** The names of all calls, in order. */
    List<String> calls() {
        return calls;
    }

    Posix posix() {
        return (Posix) Proxy.newProxyInstance(
                Posix.class.getClassLoader(), new Class<?>[] {Posix.class}, (proxy, method, arguments) -> {
                    calls.add(method.getName());
                    for (Rule rule : rules) {
                        if (rule.call().equals(method.getName()) && rule.when().test(arguments)) {
                            fired.incrementAndGet();
                            Object result = rule.bend().apply(arguments);
                            return method.getReturnType() == void.class ? null : result;
                        }
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
