package io.tidemark.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the blocks of a file lie on its medium, as the file system tells; a block is a page. */
final class PhysicalBlocks {
    static final int BYTES = 4096;

    private static final Pattern RUN = Pattern.compile(" *\\d+: +(\\d+)\\.\\. *(\\d+): +(\\d+)\\.\\..*");

    private PhysicalBlocks() {}

    /** Blocks that follow one another in the file and on the medium. */
    record Run(long inFile, long onMedium, long count) {}

    static List<Run> of(Path file) throws IOException {
        return Command.run("filefrag", "-v", "-b" + BYTES, file.toString())
                .lines()
                .map(RUN::matcher)
                .filter(Matcher::matches)
                .map(run -> new Run(
                        Long.parseLong(run.group(1)),
                        Long.parseLong(run.group(3)),
                        Long.parseLong(run.group(2)) - Long.parseLong(run.group(1)) + 1))
                .toList();
    }

    /** The block of the medium that holds the byte at {@code offset} of a file. */
    static long at(Path file, long offset) throws IOException {
        long block = offset / BYTES;
        for (Run run : of(file)) {
            if (block >= run.inFile() && block < run.inFile() + run.count()) {
                return run.onMedium() + block - run.inFile();
            }
        }
        throw new IOException("block " + block + " of " + file + " has no place on the medium");
    }
}
