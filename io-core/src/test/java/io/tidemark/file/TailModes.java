package io.tidemark.file;

import io.tidemark.mode.AccessMode;
import io.tidemark.mode.Capabilities;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The modes that a tail can have where java.io.tmpdir lies: O_DIRECT on a disk, the DAX modes on DAX. */
public final class TailModes {
    /** For {@code @MethodSource}. */
    public static final String AT_HAND = "io.tidemark.file.TailModes#atHand";

    private TailModes() {}

    /** The best first. */
    public static List<AccessMode> atHand() throws IOException {
        Capabilities place = Capabilities.probe(Path.of(System.getProperty("java.io.tmpdir")));
        return Stream.of(
                        AccessMode.DAX_MAPPED,
                        AccessMode.DAX_WRITE,
                        AccessMode.DIRECT,
                        AccessMode.BUFFERED,
                        AccessMode.MAPPED)
                .filter(mode -> place.unavailabilityCause(mode).isEmpty())
                .toList();
    }
}
