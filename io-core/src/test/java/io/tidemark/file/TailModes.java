package io.tidemark.file;

import io.tidemark.mode.Capabilities;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.testing.Needs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The modes that a tail can have where java.io.tmpdir lies: O_DIRECT on a disk, the DAX modes on DAX. */
public final class TailModes {
    /** For {@code @MethodSource}. */
    public static final String AT_HAND = "io.tidemark.file.TailModes#atHand";

    private static final List<RangeMode> ALL =
            List.of(RangeMode.DAX_MAPPED, RangeMode.DAX_WRITE, RangeMode.DIRECT, RangeMode.BUFFERED, RangeMode.MAPPED);

    /** Those that every file system has. */
    private static final Set<RangeMode> PAGE_CACHE = EnumSet.of(RangeMode.BUFFERED, RangeMode.MAPPED);

    /** What is missing is said once. */
    private static final Set<RangeMode> TOLD = ConcurrentHashMap.newKeySet();

    private TailModes() {}

    /** Skips the test, or fails it, where a tail at hand can't have that mode. */
    static void need(RangeMode mode) throws IOException {
        place().unavailabilityCause(mode)
                .ifPresent(cause -> Needs.missing("java.io.tmpdir has no tail in " + mode + ": " + cause));
    }

    /** The best first. */
    public static List<RangeMode> atHand() throws IOException {
        Capabilities place = place();
        List<RangeMode> found = new ArrayList<>();
        for (RangeMode mode : ALL) {
            place.unavailabilityCause(mode)
                    .ifPresentOrElse(
                            cause -> {
                                if (TOLD.add(mode)) {
                                    System.out.println("no tail in " + mode + " here: " + cause);
                                }
                            },
                            () -> found.add(mode));
        }
        Needs.preferably(
                !PAGE_CACHE.containsAll(found), "java.io.tmpdir is on tmpfs, where a tail has no mode but " + found);
        return found;
    }

    private static Capabilities place() throws IOException {
        return Capabilities.probe(Path.of(System.getProperty("java.io.tmpdir")));
    }
}
