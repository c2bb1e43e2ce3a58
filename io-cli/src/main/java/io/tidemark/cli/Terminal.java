package io.tidemark.cli;

import io.tidemark.nativeio.ErrnoException;
import io.tidemark.nativeio.NativeMemory;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.stream.Stream;

/** What stands behind a descriptor. {@code System.console()} can't tell: since JDK 22 it is there for pipes too. */
final class Terminal {
    static final int STANDARD_INPUT = 0;
    static final int STANDARD_OUTPUT = 1;
    static final int STANDARD_ERROR = 2;

    private static final int S_IFMT = 0xf000;
    private static final int S_IFIFO = 0x1000;
    private static final int S_IFSOCK = 0xc000;
    private static final String FLAGS = "flags:";
    private static final int OCTAL = 8;
    private static final long O_NONBLOCK = 0x800;
    private static final int DEFAULT_WIDTH_COLUMNS = 80;
    private static final int MINIMUM_WIDTH_COLUMNS = 40;
    private static final long TIOCGWINSZ = 0x5413;
    private static final int WINSIZE_BYTES = 8;
    private static final int WS_COL = 2;

    private Terminal() {}

    static boolean isTerminal(int descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether it is a pipe or a socket, whose reader may go away. */
    static boolean isPipe(int descriptor) {
        try {
            int mode = (int) Files.getAttribute(Path.of("/proc/self/fd/" + descriptor), "unix:mode");
            return (mode & S_IFMT) == S_IFIFO || (mode & S_IFMT) == S_IFSOCK;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether reads and writes fail where they would have to wait (O_NONBLOCK), as a process that shares it has set. */
    static boolean isNonBlocking(int descriptor) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/fdinfo/" + descriptor))) {
            return lines.filter(line -> line.startsWith(FLAGS))
                    .mapToLong(line ->
                            Long.parseLong(line.substring(FLAGS.length()).strip(), OCTAL))
                    .anyMatch(flags -> (flags & O_NONBLOCK) != 0);
        } catch (IOException | UncheckedIOException | NumberFormatException e) {
            return false;
        }
    }

    /** Whether it is open for reading, which what the launcher opens in place of a closed one is not. */
    static boolean isReadable(int descriptor) {
        return isOpenFor(descriptor, PosixFilePermission.OWNER_READ);
    }

    /** Whether it is open for writing, which what the launcher opens in place of a closed one is not. */
    static boolean isWritable(int descriptor) {
        return isOpenFor(descriptor, PosixFilePermission.OWNER_WRITE);
    }

    /** By the permissions of the link itself, which are how the descriptor was opened (proc(5)). */
    private static boolean isOpenFor(int descriptor, PosixFilePermission access) {
        try {
            return Files.getPosixFilePermissions(Path.of("/proc/self/fd/" + descriptor), LinkOption.NOFOLLOW_LINKS)
                    .contains(access);
        } catch (IOException e) {
            return !(e instanceof NoSuchFileException);
        }
    }

    /** From {@code COLUMNS}, else from the terminal itself, else the usual width. */
    static int widthColumns(Map<String, String> environment) {
        String stated = environment.getOrDefault("COLUMNS", "");
        int width = stated.matches("[1-9][0-9]{0,4}") ? Integer.parseInt(stated) : askedWidth();
        return Math.max(width, MINIMUM_WIDTH_COLUMNS);
    }

    private static int askedWidth() {
        if (Posix.unavailabilityCause().isPresent()) {
            return DEFAULT_WIDTH_COLUMNS;
        }
        Posix posix = Posix.system();
        try (NativeMemory winsize = NativeMemory.allocate(posix, WINSIZE_BYTES, Short.BYTES)) {
            posix.ioctl(STANDARD_OUTPUT, TIOCGWINSZ, winsize.address());
            int columns = Short.toUnsignedInt(winsize.buffer().getShort(WS_COL));
            return columns == 0 ? DEFAULT_WIDTH_COLUMNS : columns;
        } catch (ErrnoException e) {
            return DEFAULT_WIDTH_COLUMNS;
        }
    }
}
