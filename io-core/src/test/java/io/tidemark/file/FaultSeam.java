package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.nativeio.Errno;
import io.tidemark.nativeio.ErrnoException;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * The machine's system calls, except for what a test bends, and an account of what they have handed out. Safe for any
 * thread. Every rule must have fired when the test ends.
 */
public final class FaultSeam {
    /** One system call, by name and arguments. */
    public record Call(String name, List<Object> arguments) {
        public long number(int index) {
            return ((Number) arguments.get(index)).longValue();
        }

        /** The file that it is about, by name or descriptor; empty where it is about none. */
        public String file() {
            if (arguments.isEmpty()) {
                return "";
            }
            if (arguments.get(0) instanceof String path) {
                return path;
            }
            try {
                return arguments.get(0) instanceof Integer descriptor
                        ? Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                                .toString()
                        : "";
            } catch (IOException e) {
                return "";
            }
        }

        /** A copy to be changed and handed on. */
        public Object[] copy() {
            return arguments.toArray();
        }
    }

    /** What becomes of one call; the answer of the real one is at hand. */
    @FunctionalInterface
    public interface Bend {
        Object apply(Call call, Real real) throws Throwable;
    }

    /** Makes a call in earnest. */
    @FunctionalInterface
    public interface Real {
        Object make(Object... arguments) throws Throwable;
    }

    /** How calls fail that can. (Removing a whole mapping can't.) */
    private static final Map<String, Integer> ERRORS = Map.ofEntries(
            Map.entry("open", Errno.EMFILE),
            Map.entry("close", Errno.EIO),
            Map.entry("unlink", Errno.EIO),
            Map.entry("pread", Errno.EIO),
            Map.entry("preadv2", Errno.EIO),
            Map.entry("pwrite", Errno.EIO),
            Map.entry("pwritev2", Errno.EIO),
            Map.entry("fdatasync", Errno.EIO),
            Map.entry("fsync", Errno.EIO),
            Map.entry("ftruncate", Errno.EIO),
            Map.entry("fallocate", Errno.ENOSPC),
            Map.entry("statx", Errno.ENOMEM),
            Map.entry("fcntl", Errno.ENOMEM),
            Map.entry("mmap", Errno.ENOMEM),
            Map.entry("msync", Errno.EIO),
            Map.entry("madvise", Errno.ENOMEM));

    private static final class Rule {
        private final Predicate<Call> when;
        private final Bend bend;
        private long skip;
        private long times;
        private int fired;

        Rule(Predicate<Call> when, long skip, long times, Bend bend) {
            this.when = when;
            this.skip = skip;
            this.times = times;
            this.bend = bend;
        }

        boolean isDue(Call call) {
            if (times == 0 || !when.test(call)) {
                return false;
            }
            if (skip > 0) {
                skip--;
                return false;
            }
            times--;
            fired++;
            return true;
        }
    }

    /** Bends nothing yet. */
    public FaultSeam() {}

    private BooleanSupplier open = () -> true;
    private final Posix real = Posix.system();
    private final List<Rule> rules = new ArrayList<>();
    private final Map<String, Integer> counts = new HashMap<>();
    private final TreeSet<Integer> descriptors = new TreeSet<>();
    private final Map<Long, Long> mappings = new HashMap<>();
    private final Posix proxy = (Posix) Proxy.newProxyInstance(
            Posix.class.getClassLoader(), new Class<?>[] {Posix.class}, (self, method, given) -> {
                Object[] arguments = given == null ? new Object[0] : given;
                Real inEarnest = real -> {
                    try {
                        Object result = method.invoke(this.real, real);
                        note(method.getName(), real, result);
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                };
                Call call = new Call(method.getName(), List.of(arguments));
                Rule rule = due(call);
                return rule == null ? inEarnest.make(arguments) : rule.bend.apply(call, inEarnest);
            });

    public Posix posix() {
        return proxy;
    }

    /** The n-th call of that name from now on, and all after it, fail. */
    public FaultSeam failFrom(String name, int nth, int errno) {
        return bend(name, call -> true, nth, Long.MAX_VALUE, failing(errno));
    }

    /** The n-th call of that name from now on fails. */
    public FaultSeam fail(String name, int nth, int errno) {
        return bend(name, call -> true, nth, 1, failing(errno));
    }

    /** The n-th matching call from now on, and as many after it as make up {@code times}, are bent. */
    public synchronized FaultSeam bend(String name, Predicate<Call> when, int nth, long times, Bend bend) {
        return bend(call -> name.equals(call.name) && when.test(call), nth, times, bend);
    }

    /** As {@link #bend(String, Predicate, int, long, Bend)}, whatever the call's name. */
    public synchronized FaultSeam bend(Predicate<Call> when, int nth, long times, Bend bend) {
        rules.add(new Rule(when, nth - 1, times, bend));
        return this;
    }

    public static Bend failing(int errno) {
        return (call, real) -> {
            throw new ErrnoException(call.name, errno);
        };
    }

    /** Whether {@link #failingAsItMay} knows how it fails. */
    public static boolean canFail(Call call) {
        return ERRORS.containsKey(call.name);
    }

    /** Fails with a likely error; a descriptor is closed all the same. */
    public static Object failingAsItMay(Call call, Real real) throws Throwable {
        if (call.name.equals("close")) {
            real.make(call.copy());
        }
        throw new ErrnoException(call.name, ERRORS.get(call.name));
    }

    /** Matches calls of the background thread of a file, or of all others. */
    public static Predicate<Call> inBackground(boolean background) {
        return call -> isInBackground() == background;
    }

    /** Whether this is the background thread of a file or log. */
    public static boolean isInBackground() {
        return Thread.currentThread().getName().startsWith("tidemark ");
    }

    /** Faults happen, and count calls, only while this is true. */
    public synchronized FaultSeam onlyWhen(BooleanSupplier condition) {
        open = condition;
        return this;
    }

    /** Times that rules fired since {@link #straighten}. */
    public synchronized int fired() {
        return rules.stream().mapToInt(rule -> rule.fired).sum();
    }

    /** No more faults. */
    public synchronized void straighten() {
        rules.clear();
    }

    /** Calls of that name so far. */
    public synchronized int count(String name) {
        return counts.getOrDefault(name, 0);
    }

    public synchronized void assertNothingHeld() {
        assertThat(descriptors).as("descriptors left open").isEmpty();
        assertThat(mappings).as("addresses left mapped, by length").isEmpty();
    }

    private synchronized Rule due(Call call) {
        counts.merge(call.name, 1, Integer::sum);
        if (!open.getAsBoolean()) {
            return null;
        }
        for (Rule rule : rules) {
            if (rule.isDue(call)) {
                return rule;
            }
        }
        return null;
    }

    private synchronized void note(String name, Object[] arguments, Object result) {
        switch (name) {
            case "open" -> descriptors.add((Integer) result);
            case "close" -> descriptors.remove((Integer) arguments[0]);
            case "mmap" -> mappings.put((Long) result, (Long) arguments[1]);
            case "munmap" -> mappings.remove((Long) arguments[0]);
            default -> {}
        }
    }
}
