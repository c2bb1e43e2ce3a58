package io.tidemark.cli.demo;

import io.tidemark.cli.map.FileMap;
import io.tidemark.file.DurabilityReceipt;
import io.tidemark.file.FileStatistics;
import io.tidemark.mode.Capabilities;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a demo measured.
 *
 * @param plan what was asked for
 * @param inputFiles what was streamed
 * @param availableBytes what those files hold, of which {@code bytes} were taken
 * @param file the file that was written
 * @param logPath the log of the second act
 * @param place what its place can do
 * @param records appended
 * @param bytes appended
 * @param writingNanos from the first append to the last force
 * @param receipt of the last force
 * @param append latency of one append
 * @param batch latency of a batch, from its first append until all of it is durable
 * @param sealedRead latency of reads of sealed ranges while the writer wrote
 * @param nearRead latency of reads near the end of the data meanwhile
 * @param comparedByReaders bytes that these reads compared with the input
 * @param comparedOpen bytes compared with the input once all was written
 * @param comparedReopened bytes compared with the input after closing and opening again
 * @param statistics the file's own counts
 * @param written the map when the writer and the readers had ended
 * @param compared the map when everything had been read, before the file was closed
 * @param reopened the map when everything had been read again after that
 * @param seal how long seals took; empty where nobody could measure it
 * @param copiedBytes how much was copied out for comparison
 * @param copyNanos how long that took
 * @param log the second act
 */
public record DemoResult(
        DemoPlan plan,
        List<Path> inputFiles,
        long availableBytes,
        Path file,
        Path logPath,
        Capabilities place,
        long records,
        long bytes,
        long writingNanos,
        DurabilityReceipt receipt,
        Latency append,
        Latency batch,
        Latency sealedRead,
        Latency nearRead,
        long comparedByReaders,
        long comparedOpen,
        long comparedReopened,
        FileStatistics statistics,
        FileMap written,
        FileMap compared,
        FileMap reopened,
        Optional<SealTime> seal,
        long copiedBytes,
        long copyNanos,
        LogResult log) {
    /** How much was written for what was appended. */
    public Amplification amplification() {
        return Amplification.of(statistics, place);
    }
}
