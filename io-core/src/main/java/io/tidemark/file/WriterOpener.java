package io.tidemark.file;

import io.tidemark.file.FileState.Condition;
import io.tidemark.file.access.OpenAccess;
import io.tidemark.file.access.RangeAccess;
import io.tidemark.file.access.RangeMap;
import io.tidemark.file.access.TailAccess;
import io.tidemark.file.shadow.Span;
import io.tidemark.file.tail.Space;
import io.tidemark.file.tail.Tail;
import io.tidemark.mode.Decision;
import io.tidemark.mode.Intent;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.Modes;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Puts together what writes to a file, once its descriptors are open and its state is known. */
final class WriterOpener {
    private final FilePlace place;
    private final HybridFileOptions options;
    private final StateStore store;
    private final FileState state;
    private final DecidedModes modes;
    private final WriterFailure failure;

    WriterOpener(FilePlace place, HybridFileOptions options, StoredState stored, DecidedModes modes) {
        this.place = place;
        this.options = options;
        this.store = stored.store();
        this.state = stored.state();
        this.modes = modes;
        this.failure = new WriterFailure(place.name());
    }

    HybridFile open() throws IOException {
        ShadowRanges shadowed = openShadow();
        long size = place.descriptors().buffered().size();
        long limit = place.region().length();
        long end = recover(size);
        int ringBytes = ringBytes();
        EndMarking marking = options.tailScanner().endMarking();
        TailAccess tailAccess = place.accesses().tail(modes.tail(), ringBytes, end, marking);
        RangeAccess sealedAccess = place.accesses().sealed(modes.sealed());
        RangeTable table = new RangeTable(
                state.fileId(),
                state.borderBytes(),
                store,
                tailAccess,
                storedRanges(tailAccess, shadowed),
                marking == EndMarking.MARKED ? limit : Long.MAX_VALUE);
        long tailStart = firstOf(table, tailAccess);
        if (tailStart < limit) {
            tailAccess.attach(tailStart, Math.max(tailStart + 1, end));
        }
        Tail tail = new Tail(tailAccess, space(tailAccess, end, size), end);
        table.persist(Condition.OPEN, end);
        if (end == place.headerBytes()) {
            tail.reserve(1); // A disk too full for a new file shows now; an old one may be opened to discard.
        }
        place.accesses().readahead().sealedTo(table.tailOffset());
        Shadowing shadowing = new Shadowing(place, table, shadowed, options.warming());
        Sealer sealer = new Sealer(place, table, shadowing, options.warming());
        Writer writer = new Writer(place, table, tail, sealer, sealedAccess, pace(ringBytes), failure);
        Transitions transitions = new Transitions(place, table, writer, sealer, shadowing);
        transitions.discarded().punchAgain();
        if (isShadowed()) {
            shadowing.followLater();
        }
        writer.sealForced();
        return new HybridFile(place, options, table, writer, transitions);
    }

    /** First of all: where it shares blocks with what is the tail now, a store into the tail would have to copy them. */
    private ShadowRanges openShadow() {
        boolean possible =
                place.capabilities().unavailabilityCause(RangeMode.SHADOWED).isEmpty();
        ShadowRanges shadowed = new ShadowRanges(place);
        shadowed.openForWriting(possible ? shadowedSpans() : List.of());
        return shadowed;
    }

    private boolean isShadowed() {
        return !shadowedSpans().isEmpty();
    }

    private List<Span> shadowedSpans() {
        List<Span> spans = new ArrayList<>();
        for (StoredRange range : state.ranges()) {
            if (range.mode() == RangeMode.SHADOWED) {
                spans.add(new Span(range.offset(), range.end()));
            }
        }
        return spans;
    }

    private long recover(long size) throws IOException {
        if (state.condition() == Condition.OPEN) {
            leaveOnlyWhatIsDurable(size);
        }
        Recovery recovery = new Recovery(place.name(), place.accesses().plain(modes.tail()), options.tailScanner());
        return recovery.findEnd(state, state.endOffset(), size);
    }

    /**
     * So that what is found in the tail and in other open ranges is on the medium, and not in pages whose write-back failed,
     * in whatever mode that was.
     */
    private void leaveOnlyWhatIsDurable(long size) throws IOException {
        place.descriptors().buffered().forceData();
        long open = place.headerBytes();
        for (StoredRange range : state.ranges()) {
            if (!range.mode().isOpen()) {
                dropPages(open, Math.min(range.offset(), size));
                open = range.end();
            }
        }
        dropPages(open, size);
    }

    private void dropPages(long start, long end) throws IOException {
        if (start < end) {
            new StalePages(place).dropWithNeighbours(start, end);
        }
    }

    private int ringBytes() {
        return (int) Math.max(options.tailBufferBytes(), Math.min(1L << 30, 2 * place.borderBytes()));
    }

    private SealPace pace(int ringBytes) {
        if (options.sealing() == Sealing.ON_REQUEST) {
            return SealPace.ON_REQUEST;
        }
        return modes.tail().mode() == RangeMode.DIRECT
                ? SealPace.afterForceAndEvery(ringBytes / 2)
                : SealPace.AFTER_FORCE;
    }

    private RangeMap storedRanges(RangeAccess tail, ShadowRanges shadowed) throws IOException {
        RangeMap.Builder map = new RangeMap.Builder(place.headerBytes(), tail);
        for (StoredRange range : state.ranges()) {
            RangeAccess access = storedAccess(range);
            if (access.decision().mode() == RangeMode.SHADOWED) {
                shadowed.add(map, range, access);
            } else {
                map.add(range.offset(), range.end(), access);
            }
        }
        return map.build();
    }

    private RangeAccess storedAccess(StoredRange range) throws IOException {
        RangeMode mode = range.mode();
        if (mode == RangeMode.DISCARDED) {
            return place.accesses().discarded();
        }
        Intent intent = mode.isOpen() ? Intent.APPEND : Intent.READ_SEALED;
        Decision decision =
                Modes.resolve(ModeChoice.prefer(mode), intent, options.hints(), place.capabilities(), options.policy());
        if (!mode.isOpen()) {
            return place.accesses().sealed(decision);
        }
        OpenAccess access = place.accesses().open(decision);
        access.attach(range.offset(), range.end());
        return access;
    }

    private static long firstOf(RangeTable table, RangeAccess tail) {
        RangeMap map = table.map();
        int first = 0;
        while (map.access(first) != tail) {
            first++;
        }
        return map.start(first);
    }

    private Space space(TailAccess tail, long end, long size) {
        long written = place.region().isWholeFile() ? end : Math.max(end, size);
        SpacePreparer preparer = new SpacePreparer(place, tail, end, written);
        Space.Limits limits = new Space.Limits(
                place.borderBytes(),
                Math.max(options.growthBytes(), place.borderBytes()),
                options.maxFileBytes(),
                place.region().length());
        return new Space(
                place.name(),
                preparer,
                place.background(),
                failure::set,
                limits,
                end & -place.borderBytes(),
                isReadToBePrepared() ? end : written);
    }

    /** A disk's file in a mapping: old bytes come into memory, and count as changed. */
    private boolean isReadToBePrepared() {
        return modes.tail().mode() == RangeMode.MAPPED
                && !place.descriptors().buffered().isMemoryBacked();
    }
}
