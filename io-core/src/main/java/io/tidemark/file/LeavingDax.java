package io.tidemark.file;

import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.DaxFlag;
import io.tidemark.nativeio.FileFacts;
import java.io.IOException;
import java.nio.file.Path;

/** Seals and closes a file and switches it from DAX to the page cache. */
final class LeavingDax {
    private final HybridFile file;
    private final FilePlace place;

    LeavingDax(HybridFile file, FilePlace place) {
        this.file = file;
        this.place = place;
    }

    /** Says whether the file is in the page cache now; it is closed unless the seal fails. */
    SwitchOutcome run() throws IOException {
        Path path = place.path().toRealPath();
        file.seal(file.endOffset());
        leaveBlockCache();
        FileFacts facts;
        try (file) {
            facts = place.descriptors().buffered().facts();
            DaxSwitch.store(place.descriptors().buffered(), DaxFlag.CLEAR);
        }
        SwitchOutcome outcome = DaxSwitch.look(place.posix(), path, facts, DaxFlag.CLEAR);
        if (outcome instanceof SwitchOutcome.Switched) {
            place.shadow().delete(); // The file itself has what it lent.
        }
        return outcome;
    }

    /** What the page cache serves needs no cache of the library's own. */
    private void leaveBlockCache() throws IOException {
        for (Range range : file.ranges()) {
            if (range.mode() == RangeMode.BLOCK_CACHED) {
                file.assign(range.offset(), range.length(), RangeMode.CACHED);
            }
        }
    }
}
