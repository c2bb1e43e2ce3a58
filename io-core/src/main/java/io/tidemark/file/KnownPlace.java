package io.tidemark.file;

import io.tidemark.mode.Capabilities;
import io.tidemark.mode.Feature;
import io.tidemark.nativeio.NativeFile;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What the place of a file can do: as the caller has probed it before, or probed now. What the caller knows is of some
 * file or directory there; whether this file is on DAX, and on that device at all, is looked at.
 */
final class KnownPlace {
    private final Posix posix;

    /** Null where the caller has probed nothing. */
    private final Capabilities given;

    KnownPlace(Posix posix, Capabilities given) {
        this.posix = posix;
        this.given = given;
    }

    /** Of a file that is to be created in a directory. */
    Capabilities ofNewFileIn(Path directory) throws IOException {
        return given != null ? given : Capabilities.probe(posix, directory);
    }

    /** Of a file that is open. */
    Capabilities of(NativeFile file, Path path) throws IOException {
        return given != null && isOf(file) ? given : Capabilities.probe(posix, path);
    }

    /** Whether a file that was created turned out to be what {@link #ofNewFileIn} made one expect. */
    boolean wasRightAbout(NativeFile file) {
        return given == null || isOf(file);
    }

    private boolean isOf(NativeFile file) {
        return given.has(Feature.DAX) == file.isDax() && given.device().equals(file.deviceNumber());
    }
}
