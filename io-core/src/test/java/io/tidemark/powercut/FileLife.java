package io.tidemark.powercut;

import io.tidemark.file.HybridFile;
import io.tidemark.file.HybridFileOptions;
import io.tidemark.file.Opened;
import io.tidemark.file.Sealing;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import io.tidemark.nativeio.Posix;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;

/** A file with ranges, seals and discards; what it counts are bytes. */
final class FileLife implements Life {
    private final HybridFile file;
    private final Teller teller;
    private final Random random;
    private final int round;
    private FileAppender appender;

    FileLife(Posix posix, Path path, RangeMode mode, Teller teller, Random random, int round) throws IOException {
        this.file = Opened.by(posix, path, options(mode, random));
        this.teller = teller;
        this.random = random;
        this.round = round;
    }

    private static HybridFileOptions options(RangeMode mode, Random random) {
        return HybridFileOptions.builder()
                .tail(ModeChoice.require(mode))
                .borderBytes(Records.BORDER_BYTES)
                .tailBufferBytes(4 * Records.BORDER_BYTES)
                .growthBytes(16 * Records.BORDER_BYTES)
                .sealing(random.nextBoolean() ? Sealing.CONTINUOUS : Sealing.ON_REQUEST)
                .tailScanner(Records::endOfRun)
                .build();
    }

    @Override
    public void check(Acknowledged known) throws IOException, Violation {
        long last = FileCheck.run(file, known);
        appender = new FileAppender(file, teller, random, round, last + 1);
    }

    @Override
    public long begin() {
        return file.dataOffset();
    }

    @Override
    public long end() {
        return file.endOffset();
    }

    @Override
    public void step() throws IOException {
        appender.step();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
