package io.tidemark.file;

import static io.tidemark.nativeio.LinuxConstants.MAP_ANONYMOUS;
import static io.tidemark.nativeio.LinuxConstants.MAP_PRIVATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.nativeio.Errno;
import io.tidemark.nativeio.ErrnoException;
import io.tidemark.nativeio.LinuxConstants;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * The machine's system calls, except for what a test bends, and an account of what they have handed out. Safe for any
 * thread. Every rule must have fired when nothing may be held any more, but for those that a test allows to wait in vain.
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
                if (!(arguments.get(0) instanceof Integer descriptor)) {
                    return "";
                }
                Path file = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor));
                return (name.equals("unlinkat") ? file.resolve((String) arguments.get(1)) : file).toString();
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

    /**
     * How calls fail that can. Removing a mapping does where the kernel has merged it with its neighbours and must not have
     * one more.
     */
    private static final Map<String, Integer> ERRORS = Map.ofEntries(
            Map.entry("open", Errno.EMFILE),
            Map.entry("close", Errno.EIO),
            Map.entry("unlink", Errno.EIO),
            Map.entry("unlinkat", Errno.EIO),
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
            Map.entry("munmap", Errno.ENOMEM),
            Map.entry("msync", Errno.EIO),
            Map.entry("madvise", Errno.ENOMEM));

    private static final int PROT_NONE = 0;
    private static final int MAP_FIXED = 0x10;

    private static final class Rule {
        private final Predicate<Call> when;
        private final Bend bend;
        private long skip;
        private long times;
        private int fired;
        private boolean mayNeverFire;

        /** Where the test made it. */
        private final StackTraceElement origin = Arrays.stream(new Throwable().getStackTrace())
                .filter(frame -> !frame.getClassName().startsWith(FaultSeam.class.getName()))
                .findFirst()
                .orElseThrow();

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
    private final List<StackTraceElement> neverFired = new ArrayList<>();
    private final Map<String, Integer> counts = new HashMap<>();
    private final TreeSet<Integer> descriptors = new TreeSet<>();

    /** Ends of mapped addresses by their starts. */
    private final TreeMap<Long, Long> mappings = new TreeMap<>();

    /** What stays mapped because a call was bent. */
    private final Map<Long, Long> refused = new HashMap<>();

    private final List<String> strayUnmaps = new ArrayList<>();
    private final Posix proxy = (Posix) Proxy.newProxyInstance(
            Posix.class.getClassLoader(), new Class<?>[] {Posix.class}, (self, method, given) -> {
                Object[] arguments = given == null ? new Object[0] : given;
                Real inEarnest = real -> {
                    try {
                        noteReturn(method.getName(), real); // Before somebody else is given the same.
                        Object result = method.invoke(this.real, real);
                        note(method.getName(), result, real);
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                };
                Call call = new Call(method.getName(), List.of(arguments));
                Rule rule = due(call);
                return rule == null ? inEarnest.make(arguments) : bent(rule, call, inEarnest);
            });

    public Posix posix() {
        return proxy;
    }

    /** The n-th call of that name from now on, and all after it, fail. */
    public FaultSeam failFrom(String name, int nth, int errno) {
        return bend(name, call -> true, nth, Long.MAX_VALUE, failing(errno));
    }

    /** As a kernel before Linux 5.14, which knows no advice that prepares pages. */
    public FaultSeam beforePopulating() {
        return bend(
                "madvise",
                call -> call.number(2) == LinuxConstants.MADV_POPULATE_WRITE
                        || call.number(2) == LinuxConstants.MADV_POPULATE_READ,
                1,
                Long.MAX_VALUE,
                failing(Errno.EINVAL));
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

    /** The last rule may wait in vain, as when a test looks for the last call that there is. */
    public synchronized FaultSeam orNever() {
        rules.get(rules.size() - 1).mayNeverFire = true;
        return this;
    }

    /** No more faults. */
    public synchronized void straighten() {
        rules.stream()
                .filter(rule -> rule.fired == 0 && !rule.mayNeverFire)
                .forEach(rule -> neverFired.add(rule.origin));
        rules.clear();
    }

    /** Calls of that name so far. */
    public synchronized int count(String name) {
        return counts.getOrDefault(name, 0);
    }

    /** All calls so far. */
    public synchronized int count() {
        return counts.values().stream().mapToInt(count -> count).sum();
    }

    /** And that the faults happened; there are no more of them. */
    public synchronized void assertNothingHeld() {
        straighten();
        assertThat(neverFired).as("faults that never happened").isEmpty();
        unmapWhatWasRefused();
        assertThat(descriptors).as("descriptors left open").isEmpty();
        assertThat(mappings).as("addresses left mapped, with their ends").isEmpty();
        assertThat(strayUnmaps)
                .as("unmapped, although it was not mapped or not any more")
                .isEmpty();
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

    private synchronized void note(String name, Object result, Object[] arguments) {
        switch (name) {
            case "open" -> descriptors.add((Integer) result);
            case "mmap" -> mappings.put((Long) result, (Long) result + (Long) arguments[1]);
            default -> {}
        }
    }

    private synchronized void noteReturn(String name, Object[] arguments) {
        switch (name) {
            case "close" -> descriptors.remove((Integer) arguments[0]);
            case "munmap" -> noteUnmapped((Long) arguments[0], (Long) arguments[0] + (Long) arguments[1]);
            default -> {}
        }
    }

    private Object bent(Rule rule, Call call, Real inEarnest) throws Throwable {
        try {
            return rule.bend.apply(call, inEarnest);
        } catch (ErrnoException e) {
            if (call.name.equals("munmap")) {
                fence(call.number(0), call.number(0) + call.number(1));
            }
            throw e;
        }
    }

    /** What may not be unmapped is taken up by memory that ends the process when it is touched; until the test ends. */
    private synchronized void fence(long start, long end) throws ErrnoException {
        if (isMapped(start, end)) {
            real.mmap(start, end - start, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
            refused.put(start, end);
        }
    }

    private void unmapWhatWasRefused() {
        refused.forEach((start, end) -> {
            if (isMapped(start, end)) {
                try {
                    noteUnmapped(start, end);
                    real.munmap(start, end - start);
                } catch (ErrnoException e) {
                    throw new AssertionError(e);
                }
            }
        });
        refused.clear();
    }

    private boolean isMapped(long start, long end) {
        Map.Entry<Long, Long> mapping = mappings.floorEntry(start);
        return mapping != null && mapping.getValue() >= end;
    }

    /** A part of a mapping, or all of it. */
    private void noteUnmapped(long start, long end) {
        if (!isMapped(start, end)) {
            strayUnmaps.add(start + " to " + end);
            return;
        }
        Map.Entry<Long, Long> mapping = mappings.floorEntry(start);
        mappings.remove(mapping.getKey());
        if (mapping.getKey() < start) {
            mappings.put(mapping.getKey(), start);
        }
        if (end < mapping.getValue()) {
            mappings.put(end, mapping.getValue());
        }
    }
}
