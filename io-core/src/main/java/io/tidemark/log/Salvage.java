package io.tidemark.log;

import io.tidemark.file.OpenMode;
import io.tidemark.log.segment.Environment;
import io.tidemark.log.segment.Stores;
import io.tidemark.log.survey.Rescue;
import io.tidemark.nativeio.Posix;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * What was rescued from a damaged log into a new one. Records keep their order and timestamps; sequences are given anew,
 * without gaps, from 0 on.
 *
 * @param records that were rescued
 * @param firstSequence in the old log, of the first one; -1 if none was
 * @param lost ranges of the old log's sequences, as far as headers and other records tell of them
 * @param doubts where more may be lost that nothing tells the sequences of; none in a log that can be opened
 */
public record Salvage(long records, long firstSequence, List<Gap> lost, List<Doubt> doubts) {
    /**
     * Records of the old log that were not found.
     *
     * @param fromSequence the first one
     * @param toSequence behind the last one
     * @param newSequence of the record that followed them, in the new log; behind its last one if none did
     */
    public record Gap(long fromSequence, long toSequence, long newSequence) {}

    /** Why records may be lost that can't be numbered. */
    public enum Reason {
        /**
         * Bytes of the last segment can't be read, and they lie behind its last record that was found. Not those behind its
         * footer, nor those of a free place, which are no segment's.
         */
        UNREADABLE_END,
        /**
         * A header had been written here, or the name of the file says that there was one, and no record is left that tells
         * which segment it was; nor are so many missing between the others, whose sequences are known. A copy of another
         * segment tells no more of what it has replaced. Not a header of zeros in a slot, which is free, nor a part of one,
         * as a power cut leaves it where a segment is being begun, dropped or discarded.
         */
        UNKNOWN_SEGMENT,
        /** The header of the first segment that is left is lost, and its first record, too: there may have been more. */
        UNKNOWN_BEGINNING
    }

    /**
     * A part of the old log that may have had records of which no other part knows.
     *
     * @param path of the file
     * @param offset in it
     * @param description what was found
     */
    public record Doubt(Reason reason, String path, long offset, String description) {}

    public Salvage {
        lost = List.copyOf(lost);
        doubts = List.copyOf(doubts);
    }

    /** Whether nothing was lost, and no part of the old log may have had more. */
    public boolean isComplete() {
        return lost.isEmpty() && doubts.isEmpty();
    }

    /**
     * Options of a new log like the damaged one: of the same layout, with segments of the same size, so that every record
     * fits.
     *
     * @throws NotALogException if not one segment has a readable header, or one is of an unknown version
     */
    public static LogOptions.Builder optionsLike(Path from) throws IOException {
        return LogOptions.builder()
                .layout(Files.isDirectory(from) ? Layout.DIRECTORY : Layout.SINGLE_FILE)
                .segmentBytes(Rescue.segmentBytes(Posix.system(), from.toAbsolutePath()));
    }

    /**
     * Rescues every intact record, also behind damage and from segments whose header can't be read, but for those that the
     * next opening drops, because they were discarded or never acknowledged. Bytes that the medium doesn't give back are
     * damage, never the end of the log. The damaged log is not changed.
     *
     * @param from the damaged log, which nobody can open for writing meanwhile
     * @param to where nothing is yet
     * @param options of the new log; its retention begins with the next opening, so that nothing goes that was just rescued
     * @param progress is told how many bytes of the damaged log were looked at so far, now and then
     * @throws NotALogException if not one segment has a readable header, or one is of an unknown version
     * @throws io.tidemark.file.FileLockedException if a writer has it open: what is torn there may only be on its way
     * @throws java.nio.file.FileAlreadyExistsException if something is at {@code to}, such as what another run left that
     *     was killed; delete it first
     * @throws IOException if it fails; nothing is left at {@code to} then, unless that can't be deleted either
     */
    public static Salvage run(Path from, Path to, LogOptions options, LongConsumer progress) throws IOException {
        return run(Libraries.load(), from, to, options, progress);
    }

    /** As {@link #run(Path, Path, LogOptions, LongConsumer)}, in the given environment. */
    static Salvage run(Environment environment, Path from, Path to, LogOptions options, LongConsumer progress)
            throws IOException {
        Path damaged = from.toAbsolutePath();
        Closeable undisturbed = Stores.keepWritersOut(environment.posix(), damaged);
        try (undisturbed) {
            return run(environment, Rescue.prepare(environment.posix(), damaged), to, options, progress);
        }
    }

    private static Salvage run(
            Environment environment, Rescue rescue, Path to, LogOptions options, LongConsumer progress)
            throws IOException {
        LogOptions ofNew = options.toBuilder()
                .openMode(OpenMode.CREATE_NEW)
                .durability(Durability.onDemand())
                .retention(Retention.everything())
                .build();
        HybridLog created = HybridLog.open(environment, to, ofNew);
        try (HybridLog target = created) {
            Salvage rescued = rescue.into(target::append, progress);
            target.force();
            return rescued;
        } catch (IOException | RuntimeException | Error e) {
            deletePart(environment.posix(), to, e);
            throw e;
        }
    }

    /** So that nobody takes it for all that could be rescued. */
    private static void deletePart(Posix posix, Path to, Throwable cause) {
        try {
            Stores.delete(posix, to.toAbsolutePath());
        } catch (IOException | RuntimeException e) {
            cause.addSuppressed(e);
        }
    }
}
