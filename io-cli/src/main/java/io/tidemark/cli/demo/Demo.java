package io.tidemark.cli.demo;

import io.tidemark.cli.map.FileMap;
import io.tidemark.file.FileStatistics;
import io.tidemark.file.HybridFile;
import io.tidemark.file.HybridFileOptions;
import io.tidemark.file.OpenMode;
import io.tidemark.mode.Capabilities;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * The main job on real input, phase by phase. A file: write and read, compare, close, reopen, compare, copy out. Then a
 * log: append, kill, recover, append, compare.
 */
public final class Demo {
    private static final long MIB = 1L << 20;
    /** What the library prepares ahead in one step unless told otherwise. */
    private static final long MOST_GROWTH_BYTES = 64 * MIB;

    private static final long BORDER_BYTES = MIB;
    private static final int MOST_SLICES = 128;

    private final DemoPlan plan;
    private final Progress progress;
    private final Workspace workspace;
    private final Input input;

    private Demo(DemoPlan plan, Progress progress, Workspace workspace, Input input) {
        this.plan = plan;
        this.progress = progress;
        this.workspace = workspace;
        this.input = input;
    }

    /** What is known when the file is closed for the first time. */
    private record FirstOpen(
            Capabilities place,
            Writing.Result writing,
            FileStatistics statistics,
            long dataOffset,
            long tailOffset,
            long endOffset,
            FileMap written,
            FileMap compared,
            long comparedBytes) {}

    /** What is known after the second time. */
    private record SecondOpen(FileMap compared, long comparedBytes) {}

    /**
     * Runs a demo and removes what it wrote, unless the plan says otherwise.
     *
     * @throws MismatchException if a byte read is not the byte that was appended
     * @throws IOException if anything else fails: the input, the place, a write, a reader
     */
    public static DemoResult run(DemoPlan plan, Progress progress, Interruption interruption) throws IOException {
        List<Path> files = plan.files().isEmpty() ? RuntimeFiles.find() : plan.files();
        try (Input input = Input.open(files, plan.limitBytes());
                Workspace workspace = Workspace.create(plan.directory(), plan.leftover(), interruption)) {
            input.leaveTail(BORDER_BYTES);
            return new Demo(plan, progress, workspace, input).run();
        }
    }

    private DemoResult run() throws IOException {
        long growth = growthBytes();
        workspace.requireSpace(input.lengthBytes()
                + 2 * growth
                + Math.min(input.lengthBytes(), CopyOut.MOST_BYTES)
                + LogAct.MOST_BYTES);
        Optional<SealClock> clock = SealClock.start();
        try {
            FirstOpen first = writeAndCompare(growth);
            Path dump = workspace.beside("seals.jfr");
            Optional<SealTime> seal = clock.isEmpty()
                    ? Optional.empty()
                    : Optional.of(workspace.create(() -> clock.get().stop(workspace.file(), dump)));
            SecondOpen second = compareReopened(first.endOffset());
            CopyOut.Result copy = copyOut(first);
            return result(first, second, seal, copy, new LogAct(workspace, input, progress).run(plan.command()));
        } finally {
            clock.ifPresent(SealClock::close);
        }
    }

    /** No more than the input needs, so that a small demo doesn't prepare 64 MiB. */
    private long growthBytes() {
        long needed = (input.lengthBytes() + BORDER_BYTES - 1) / BORDER_BYTES * BORDER_BYTES;
        return Math.min(needed, MOST_GROWTH_BYTES);
    }

    private FirstOpen writeAndCompare(long growthBytes) throws IOException {
        HybridFileOptions options = HybridFileOptions.builder()
                .openMode(OpenMode.CREATE_NEW)
                .borderBytes(BORDER_BYTES)
                .growthBytes(growthBytes)
                .build();
        try (HybridFile file = workspace.create(() -> HybridFile.open(workspace.file(), options))) {
            Writing.Result writing;
            try (Progress.Phase phase = progress.begin("write, seal, read", input.lengthBytes())) {
                writing = new Writing(file, input, plan).run(phase);
            }
            FileMap written = FileMap.of(file, MOST_SLICES);
            long comparedBytes;
            try (Progress.Phase phase = progress.begin("compare", input.lengthBytes())) {
                comparedBytes = Comparison.compareAll(file, input, phase);
            }
            return new FirstOpen(
                    file.capabilities(),
                    writing,
                    file.statistics(),
                    file.dataOffset(),
                    file.tailOffset(),
                    file.endOffset(),
                    written,
                    FileMap.of(file, MOST_SLICES),
                    comparedBytes);
        }
    }

    private SecondOpen compareReopened(long endOffset) throws IOException {
        HybridFileOptions options =
                HybridFileOptions.builder().openMode(OpenMode.READ_ONLY).build();
        try (HybridFile file = HybridFile.open(workspace.file(), options);
                Progress.Phase phase = progress.begin("compare reopened", input.lengthBytes())) {
            if (file.endOffset() != endOffset) {
                throw new FileSystemException(
                        workspace.file().toString(),
                        null,
                        "its data ended at offset " + endOffset + ", but reopened ends at " + file.endOffset());
            }
            long comparedBytes = Comparison.compareAll(file, input, phase);
            return new SecondOpen(FileMap.of(file, MOST_SLICES), comparedBytes);
        }
    }

    /** After everything else, when all that is sealed is in the page cache: the copy needs no disk to read from. */
    private CopyOut.Result copyOut(FirstOpen first) throws IOException {
        long bytes = Math.min(first.tailOffset() - first.dataOffset(), CopyOut.MOST_BYTES);
        Path copy = workspace.beside("copy");
        try (FileChannel target = workspace.create(
                        () -> FileChannel.open(copy, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
                Progress.Phase phase = progress.begin("copy out", bytes)) {
            return CopyOut.copy(workspace.file(), first.dataOffset(), bytes, target, phase);
        }
    }

    private DemoResult result(
            FirstOpen first, SecondOpen second, Optional<SealTime> seal, CopyOut.Result copy, LogResult log) {
        Writing.Result writing = first.writing();
        Readers.Result readers = writing.readers();
        return new DemoResult(
                plan,
                input.files(),
                input.availableBytes(),
                workspace.file(),
                workspace.log(),
                first.place(),
                writing.records(),
                writing.bytes(),
                writing.elapsedNanos(),
                writing.receipt(),
                writing.append(),
                writing.batch(),
                readers.sealed(),
                readers.near(),
                readers.bytes(),
                first.comparedBytes(),
                second.comparedBytes(),
                first.statistics(),
                first.written(),
                first.compared(),
                second.compared(),
                seal,
                copy.bytes(),
                copy.nanos(),
                log);
    }
}
