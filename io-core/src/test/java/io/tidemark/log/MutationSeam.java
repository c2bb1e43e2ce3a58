package io.tidemark.log;

import io.tidemark.nativeio.LinuxConstants;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * The machine's system calls, which stop the world in front of each one that changes what lies at a path or below it:
 * what is there at that moment is what a process leaves that is killed then. Calls that change something are made one
 * at a time, whichever thread makes them, so that no two files are seen at different moments. Stores into mappings are
 * no calls: a tail that is mapped can't be watched.
 */
final class MutationSeam {
    /** Looks at what lies there. */
    @FunctionalInterface
    interface Witness {
        /** Before a call; {@code count} were made before it. */
        void see(int count, String call) throws Exception;
    }

    private static final Set<String> CHANGES = Set.of("pwrite", "pwritev2", "ftruncate", "fallocate");

    private final Path path;
    private final Witness witness;
    private final Posix real = Posix.system();
    private int count;
    private AssertionError failure;

    MutationSeam(Path path, Witness witness) {
        this.path = path;
        this.witness = witness;
    }

    Posix posix() {
        return (Posix) Proxy.newProxyInstance(
                Posix.class.getClassLoader(), new Class<?>[] {Posix.class}, (self, method, given) -> {
                    Object[] arguments = given == null ? new Object[0] : given;
                    try {
                        if (!changes(method.getName(), arguments)) {
                            return method.invoke(real, arguments);
                        }
                        synchronized (this) {
                            see(method.getName() + " of " + fileOf(arguments));
                            return method.invoke(real, arguments);
                        }
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private boolean changes(String name, Object[] arguments) {
        boolean mayChange = CHANGES.contains(name)
                || name.startsWith("unlink")
                || (name.equals("open") && ((int) arguments[1] & LinuxConstants.O_CREAT) != 0);
        return mayChange && isBelowPath(fileOf(arguments));
    }

    /** Shadows, which a disk without DAX never has, are removed all the same; and probes have files without a name. */
    private boolean isBelowPath(String file) {
        return file.startsWith(path.toString()) && !file.contains(".tidemark-") && !file.endsWith(" (deleted)");
    }

    private static String fileOf(Object[] arguments) {
        if (arguments[0] instanceof String name) {
            return name;
        }
        try {
            Path file = Files.readSymbolicLink(Path.of("/proc/self/fd/" + arguments[0]));
            return (arguments.length > 1 && arguments[1] instanceof String name ? file.resolve(name) : file).toString();
        } catch (IOException e) {
            return "";
        }
    }

    /** What the witness throws is the test's failure, not the log's. */
    private void see(String call) {
        if (failure != null) {
            return;
        }
        try {
            witness.see(count, call);
        } catch (Throwable e) {
            failure = new AssertionError("in front of change " + count + ", " + call, e);
        }
        count++;
    }

    /** How many changes there were. */
    synchronized int count() {
        if (failure != null) {
            throw failure;
        }
        return count;
    }
}
