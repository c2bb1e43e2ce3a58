package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** A kernel whose pages are larger than borders may be. */
class LargePagesTest extends FileAtHand {
    private static final int PAGE = 64 << 10;

    private static HybridFileOptions options(long borderBytes) {
        return HybridFileOptions.builder().borderBytes(borderBytes).build();
    }

    /** As far as the opening asks by itself; who works with pages would do so with larger ones than there are. */
    private void enlargePages() {
        seam.bend(
                "getpagesize",
                call -> StackWalker.getInstance()
                        .walk(frames ->
                                frames.anyMatch(frame -> frame.getMethodName().equals("requirePages"))),
                1,
                Long.MAX_VALUE,
                (call, real) -> PAGE);
    }

    @Test
    void aFileWithBordersInsidePagesIsNotCreated() throws IOException {
        enlargePages();
        assertThatThrownBy(() -> HybridFile.open(seam.posix(), place.file(), options(PAGE / 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(place.file().toString())
                .hasMessageContaining(" " + PAGE);
        assertThat(Files.notExists(place.file())).isTrue();
        file = HybridFile.open(seam.posix(), place.file(), options(PAGE));
    }

    @Test
    void oneThatIsThereIsOpened() throws IOException {
        HybridFile.open(seam.posix(), place.file(), options(PAGE / 2)).close();
        enlargePages();
        seam.orNever();
        file = HybridFile.open(seam.posix(), place.file(), options(PAGE / 2));
        assertThat(file.borderBytes()).isEqualTo(PAGE / 2);
    }
}
