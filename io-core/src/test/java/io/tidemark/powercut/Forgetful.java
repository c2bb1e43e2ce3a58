package io.tidemark.powercut;

import io.tidemark.nativeio.LinuxConstants;
import io.tidemark.nativeio.Posix;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** System calls that force nothing: what a library would do that forgets its flushes. */
final class Forgetful {
    private static final int PWRITEV2_FLAGS = 4;

    private Forgetful() {}

    static Posix posix() {
        Posix real = Posix.system();
        return (Posix) Proxy.newProxyInstance(
                Posix.class.getClassLoader(), new Class<?>[] {Posix.class}, (self, method, arguments) -> {
                    switch (method.getName()) {
                        case "fdatasync", "fsync", "msync" -> {
                            return null;
                        }
                        case "pwritev2" ->
                            arguments[PWRITEV2_FLAGS] = (Integer) arguments[PWRITEV2_FLAGS] & ~LinuxConstants.RWF_DSYNC;
                        default -> {}
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
