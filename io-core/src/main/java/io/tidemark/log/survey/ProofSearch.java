package io.tidemark.log.survey;

import io.tidemark.background.Beside;
import io.tidemark.log.format.FooterPlace;
import io.tidemark.log.recovery.ScanListener;
import io.tidemark.log.segment.Located;
import io.tidemark.log.survey.SegmentContents.Content;
import java.io.IOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.Executor;

/** Looks for the last segment that proves all before it to be durable, from the end on, and keeps what it has read on the way. */
final class ProofSearch {
    private final SegmentContents reader;
    private final Executor helpers;
    private final List<Located> found;

    /** What is in each of the segments that a later one proves to be durable. */
    private final List<Beside<Content>> contents = new ArrayList<>();

    /** What was found in the segments that were read in search of a proof. */
    private final IdentityHashMap<Located, Content> scanned = new IdentityHashMap<>();

    private int proven;
    private boolean isCertain = true;
    private boolean isOutdated;

    /**
     * Reads nothing yet.
     *
     * @param helpers may take some of the reading
     * @param found at least one, in order; they stay the same from now on
     */
    ProofSearch(SegmentContents reader, Executor helpers, List<Located> found) {
        this.reader = reader;
        this.helpers = helpers;
        this.found = found;
    }

    /** Looks for it; false if a segment was in memory only, and isn't any more. */
    boolean run() throws IOException {
        beginToRead(found.size() - 1);
        findProof();
        return !isOutdated;
    }

    /** Index of the last segment that proves all before to be durable; 0 if there is none. */
    int proven() {
        return proven;
    }

    /** The same of one that does so beyond doubt. */
    int vouching() {
        return isCertain ? proven : 0;
    }

    /** Takes part in what is read ahead. */
    void help() {
        contents.forEach(Beside::help);
    }

    /** Nothing is read ahead any more when this returns. */
    void abandon() {
        contents.forEach(Beside::abandon);
    }

    /** What is in a segment, as it was read ahead or on the way; else it is read now. */
    Content content(int index) throws IOException {
        if (index < proven) {
            return contents.get(index).get();
        }
        Located segment = found.get(index);
        Content known = scanned.get(segment);
        return known != null ? known : reader.scan(segment, ScanListener.NONE);
    }

    private void beginToRead(int count) {
        for (int i = 0; i < count; i++) {
            Located segment = found.get(i);
            FooterPlace footer = segment.footerBy(found.get(i + 1));
            contents.add(Beside.begin(helpers, () -> reader.read(segment, footer)));
        }
    }

    /** From the last segment back, because the proof is in one of the last ones. */
    private void findProof() throws IOException {
        for (proven = found.size() - 1; proven > 0; proven--) {
            Located segment = found.get(proven);
            dropContentsFrom(proven);
            settle(segment);
            DurabilityProof proof = new DurabilityProof();
            Content content = reader.scan(segment, proof);
            scanned.put(segment, content);
            if (proof.isIn(content.result())) {
                isCertain = proof.isCertainIn(content.result());
                break;
            }
        }
        if (proven == 0 || !isCertain) {
            dropContentsFrom(0);
            for (Located segment : found.subList(0, Math.max(1, proven))) {
                settle(segment);
            }
            beginToRead(proven);
        }
    }

    /** Nobody may be reading what is going to be settled: pages that are mapped stay. */
    private void dropContentsFrom(int index) {
        if (index < contents.size()) {
            List<Beside<Content>> dropped = contents.subList(index, contents.size());
            dropped.forEach(Beside::abandon);
            dropped.clear();
        }
    }

    private void settle(Located segment) throws IOException {
        if (segment.place().reading().isUnderLock()) {
            isOutdated |= !reader.settle(segment);
        }
    }
}
