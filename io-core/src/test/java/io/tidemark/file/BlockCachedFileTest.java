package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;

/** A cache that is too small for anything, so that every block comes and goes. */
class BlockCachedFileTest extends HybridFileContract {
    private final BlockCache cache = BlockCache.ofBytes(5 * 4096, 4096);

    @Override
    RangeMode tailMode() {
        return RangeMode.BUFFERED;
    }

    @Override
    HybridFileOptions.Builder options() {
        return super.options()
                .sealed(ModeChoice.require(RangeMode.BLOCK_CACHED))
                .blockCache(cache);
    }

    @Override
    Path newDirectory() throws IOException {
        return Files.createTempDirectory("tidemark");
    }

    @AfterEach
    void nothingIsLeftInTheCache() throws IOException {
        file.close();
        assertThat(cache.statistics().usedBytes()).isZero();
        cache.close();
    }
}
