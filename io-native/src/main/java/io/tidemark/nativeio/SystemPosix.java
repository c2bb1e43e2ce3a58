package io.tidemark.nativeio;

import com.sun.jna.Native;
import java.util.Optional;

/** Decides once whether the system calls of this machine can be used, and remembers why not. */
final class SystemPosix {
    private static final Posix INSTANCE;
    private static final Throwable CAUSE;

    static {
        Posix instance = null;
        Throwable cause = null;
        try {
            checkPlatform(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
            checkWidths(Native.POINTER_SIZE, Native.SIZE_T_SIZE, Native.LONG_SIZE);
            instance = new JnaPosix();
        } catch (UnsupportedOperationException | LinkageError e) {
            cause = e;
        }
        INSTANCE = instance;
        CAUSE = cause;
    }

    private SystemPosix() {}

    static Posix require() {
        if (CAUSE != null) {
            throw new UnsupportedOperationException(describe(CAUSE), CAUSE);
        }
        return INSTANCE;
    }

    static Optional<String> unavailabilityCause() {
        return Optional.ofNullable(CAUSE).map(SystemPosix::describe);
    }

    static void checkPlatform(String osName, String osArch) {
        if (!osName.equals("Linux")) {
            throw new UnsupportedOperationException(
                    "Tidemark uses system calls of Linux; this is '" + osName + "' (os.name)");
        }
        Architecture.of(osArch);
    }

    /** Addresses, lengths and offsets travel as 64-bit integers; anything narrower would pass garbage to the kernel. */
    static void checkWidths(int pointerBytes, int sizeBytes, int longBytes) {
        if (pointerBytes != 8 || sizeBytes != 8 || longBytes != 8) {
            throw new UnsupportedOperationException("Tidemark needs 64-bit pointers, size_t and off_t; here they have "
                    + pointerBytes + ", " + sizeBytes + " and " + longBytes + " bytes");
        }
    }

    private static String describe(Throwable cause) {
        return cause instanceof UnsupportedOperationException
                ? cause.getMessage()
                : "The native library could not be loaded (see the system properties jna.tmpdir and jna.nounpack): "
                        + cause;
    }
}
