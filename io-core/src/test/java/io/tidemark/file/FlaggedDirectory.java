package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.file.DaxPlace.Device;
import io.tidemark.file.DaxPlace.Option;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Directories whose new files are DAX because they inherit the flag, on file systems where the flag decides. */
public final class FlaggedDirectory {
    private FlaggedDirectory() {}

    /** On persistent memory that is mounted with dax=inode; the test fails where there is none. */
    static Path on(String fileSystem) throws IOException {
        DaxPlace place = DaxPlace.all()
                .filter(each -> each.fileSystem().equals(fileSystem)
                        && each.device() == Device.NVDIMM
                        && each.option() == Option.INODE)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + fileSystem + " is mounted with dax=inode"));
        return in(place);
    }

    public static Path in(DaxPlace place) throws IOException {
        Path directory = Files.createTempDirectory(place.directory(), "tidemark");
        chattr("+x", directory);
        return directory;
    }

    /** Changes a flag of a file or directory, and does not look at what it does. */
    static void chattr(String change, Path path) {
        try {
            Process chattr = new ProcessBuilder("chattr", change, path.toString())
                    .inheritIO()
                    .start();
            assertThat(chattr.waitFor()).as("chattr " + change).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
