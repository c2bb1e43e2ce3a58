package io.tidemark.bench.write;

import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.OpenRequest;
import io.tidemark.nativeio.Posix;
import io.tidemark.nativeio.UnsupportedFileOperationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What is to be written where.
 *
 * @param path of a file that isn't there yet
 * @param space what is written into
 * @param transferBytes of one write; a power of two
 * @param fileBytes a power of two
 */
record WriteJob(Path path, Space space, int transferBytes, long fileBytes) {
    Places places() {
        return new Places(space, transferBytes, fileBytes);
    }

    /** For a mapping whose pages are cold at first. */
    Places placesOfColdPages() {
        return Places.ofColdPages(space, transferBytes, fileBytes);
    }

    int records() {
        return (int) (fileBytes / transferBytes);
    }

    /** Creates the file: empty where it grows, else with durable blocks, written past the page cache where possible. */
    void create() throws IOException {
        if (space == Space.GROWING) {
            Files.createFile(path);
            return;
        }
        try (NativeFile file = NativeFile.open(Posix.system(), path, OpenRequest.createNew())) {
            try (NativeFile zeros = direct(file)) {
                zeros.writeZeros(0, fileBytes);
            }
            file.force();
        }
    }

    /** Reads the file, so that the page cache holds it: partial pages are written without a read then. */
    void warmCache() throws IOException {
        Files.readAllBytes(path);
    }

    /** Folios of the page cache that were filled by big writes would be written back as a whole by every small force. */
    private static NativeFile direct(NativeFile file) throws IOException {
        try {
            return file.reopen(OpenRequest.readWrite().direct());
        } catch (UnsupportedFileOperationException e) {
            return file.reopen(OpenRequest.readWrite());
        }
    }
}
