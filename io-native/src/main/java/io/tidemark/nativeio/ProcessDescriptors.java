package io.tidemark.nativeio;

import static io.tidemark.nativeio.LinuxConstants.F_GETFL;
import static io.tidemark.nativeio.LinuxConstants.F_SETFL;
import static io.tidemark.nativeio.LinuxConstants.O_DIRECT;
import static io.tidemark.nativeio.LinuxConstants.O_NOATIME;
import static io.tidemark.nativeio.LinuxConstants.O_RDWR;
import static io.tidemark.nativeio.LinuxConstants.O_WRONLY;
import static io.tidemark.nativeio.LinuxConstants.POSIX_FADV_RANDOM;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The descriptors of this process that somebody else opened, such as the JDK for a channel, from now on. A process may
 * have many, so usually only of those whose numbers are new it is asked where they lead to.
 */
public final class ProcessDescriptors implements Closeable {
    private static final Path OWN = Path.of("/proc/self/fd");

    /** Open until the end: else the next descriptor would get the number that it has among those that it tells. */
    private final DirectoryStream<Path> listing;

    private final Set<Path> known;

    private ProcessDescriptors(DirectoryStream<Path> listing, Set<Path> known) {
        this.listing = listing;
        this.known = known;
    }

    /** Begins; the caller closes it. */
    public static ProcessDescriptors fromNowOn() throws IOException {
        return fromNowOn(HashSet::new);
    }

    /**
     * The same for a process in which others open and close descriptors meanwhile: also one is found that has taken the place of
     * another which led elsewhere. Asks of each where it leads to.
     */
    public static ProcessDescriptors fromNowOnAmongOthers(NativeFile file) throws IOException {
        Path target = target(file);
        return fromNowOn(entries -> {
            Set<Path> leading = new HashSet<>();
            for (Path entry : entries) {
                if (leadsTo(entry, target)) {
                    leading.add(entry);
                }
            }
            return leading;
        });
    }

    /** Which of the descriptors that there are don't count. */
    private interface Known {
        Set<Path> of(List<Path> entries) throws IOException;
    }

    @SuppressWarnings("StreamResourceLeak") // It is what is closed.
    private static ProcessDescriptors fromNowOn(Known known) throws IOException {
        DirectoryStream<Path> listing = Files.newDirectoryStream(OWN);
        try {
            return new ProcessDescriptors(listing, known.of(DirectoryEntries.all(listing)));
        } catch (IOException | RuntimeException | Error e) {
            listing.close();
            throw e;
        }
    }

    /**
     * The numbers of those that lead to the same path as {@code file}'s own. One that has taken the place of another that was
     * closed meanwhile isn't among them, but see {@link #fromNowOnAmongOthers}.
     */
    public List<Integer> leadingTo(NativeFile file) throws IOException {
        Path target = target(file);
        List<Integer> numbers = new ArrayList<>();
        for (Path entry : DirectoryEntries.of(OWN)) {
            if (!known.contains(entry) && leadsTo(entry, target)) {
                numbers.add(Integer.parseInt(entry.getFileName().toString()));
            }
        }
        return numbers;
    }

    @Override
    public void close() throws IOException {
        listing.close();
    }

    /**
     * Turns the kernel's readahead off for a descriptor, and where the process owns the file access times too.
     *
     * @param number of a descriptor of the file, as {@link #leadingTo} tells it
     * @return whether readahead is off
     */
    public static boolean tryAdviseRandom(NativeFile file, int number) {
        int flags;
        try {
            flags = file.posix().fcntl(number, F_GETFL, 0);
            if ((flags & (O_WRONLY | O_RDWR | O_DIRECT)) != 0) {
                return false; // Not one that a reader through the page cache has opened.
            }
            file.posix().fadvise(number, 0, 0, POSIX_FADV_RANDOM);
        } catch (ErrnoException e) {
            return false;
        }
        try {
            file.posix().fcntl(number, F_SETFL, flags | O_NOATIME);
        } catch (ErrnoException ignored) {
            // Slower, that is all.
        }
        return true;
    }

    private static Path target(NativeFile file) throws IOException {
        return Files.readSymbolicLink(OWN.resolve(Integer.toString(file.fd())));
    }

    private static boolean leadsTo(Path entry, Path target) throws IOException {
        try {
            return Files.readSymbolicLink(entry).equals(target);
        } catch (NoSuchFileException e) {
            return false; // closed meanwhile, as the listing's own descriptor
        }
    }
}
