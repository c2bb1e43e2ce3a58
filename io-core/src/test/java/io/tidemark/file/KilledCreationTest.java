package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.mode.Capabilities;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a creation leaves that was killed is taken as new, and nothing else is. */
@Tag("no-disk")
class KilledCreationTest extends FileAtHand {
    private static final int BORDER = 128 << 10;
    private static final int LENGTH = 5000;
    private static final int IDENTITY = 4096;
    private static final Set<String> CHANGES = Set.of("pwrite", "pwritev2", "ftruncate", "fallocate", "fdatasync");

    private HybridFileOptions.Builder options() throws IOException {
        return HybridFileOptions.builder()
                .borderBytes(BORDER)
                .growthBytes(BORDER)
                .capabilities(Capabilities.probe(place.directory()));
    }

    /** The file as it is in front of each call that changes it, and of the writes of its header in halves. */
    private List<byte[]> moments() throws IOException {
        List<byte[]> moments = new ArrayList<>();
        Path path = place.file();
        seam.bend(
                call -> CHANGES.contains(call.name()) && call.file().equals(path.toString()),
                1,
                Long.MAX_VALUE,
                (call, real) -> {
                    moments.add(Files.readAllBytes(path));
                    if (call.name().equals("pwrite") && call.number(2) >= 2 * IDENTITY) {
                        Object[] half = call.copy();
                        half[2] = call.number(2) / 2 & -IDENTITY;
                        real.make(half);
                        moments.add(Files.readAllBytes(path));
                    }
                    return real.make(call.copy());
                });
        HybridFile.open(seam.posix(), path, options().build()).close();
        assertThat(seam.fired()).isPositive();
        Files.delete(path);
        return moments;
    }

    private boolean lacksIdentity(byte[] moment) {
        return moment.length > 0 && moment[0] == 0;
    }

    @Test
    void theFileCanBeCreatedWhereverItsFirstCreatorDied() throws IOException {
        List<byte[]> moments = moments();
        assertThat(moments.stream().filter(this::lacksIdentity))
                .as("moments without an identity")
                .hasSizeGreaterThan(3);
        assertThat(moments.stream().filter(moment -> lacksIdentity(moment) && moment[IDENTITY] != 0))
                .as("of them with a state")
                .isNotEmpty();
        for (byte[] moment : moments) {
            Files.write(place.file(), moment);
            try (HybridFile created = HybridFile.open(place.file(), options().build())) {
                assertThat(created.endOffset()).isEqualTo(created.dataOffset());
                created.append(Pattern.bytes(created.dataOffset(), LENGTH));
            }
            try (HybridFile found = HybridFile.open(place.file(), options().build())) {
                Pattern.verify(found, found.dataOffset(), LENGTH);
            }
        }
    }

    @Test
    void zerosOfASmallerHeaderAreTakenAsNewToo() throws IOException {
        for (byte[] moment : moments()) {
            Files.write(place.file(), moment);
            try (HybridFile created = HybridFile.open(
                    place.file(),
                    options().borderBytes(4 * BORDER).growthBytes(4 * BORDER).build())) {
                long header = lacksIdentity(moment) || moment.length == 0 ? 4 * BORDER : BORDER;
                assertThat(created.dataOffset()).isEqualTo(header);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OPEN_EXISTING", "READ_ONLY"})
    void whoAsksForAFileThatIsThereHasNone(OpenMode mode) throws IOException {
        Files.write(place.file(), new byte[BORDER]);
        assertRefused(options().openMode(mode).build());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, IDENTITY - 1, IDENTITY, IDENTITY + 16, IDENTITY + 4000, BORDER / 2, BORDER - 1})
    void oneOtherByteMakesAFileSomebodyElses(int at) throws IOException {
        byte[] last = moments().stream()
                .filter(moment -> lacksIdentity(moment) && moment[IDENTITY] != 0)
                .reduce((first, second) -> second)
                .orElseThrow();
        for (byte[] moment : List.of(new byte[BORDER], last)) {
            moment[at] ^= 0x20;
            Files.write(place.file(), moment);
            assertRefused(options().build());
        }
    }

    @Test
    void moreZerosThanAHeaderHasAreSomebodyElses() throws IOException {
        Files.write(place.file(), new byte[BORDER + 1]);
        assertRefused(options().build());
    }

    /** A file has data, and its identity is damaged: that is no reason to begin it anew. */
    @Test
    void aFileThatLostItsIdentityIsLeftAlone() throws IOException {
        try (HybridFile created = HybridFile.open(place.file(), options().build())) {
            created.append(Pattern.bytes(created.dataOffset(), LENGTH));
        }
        byte[] bytes = Files.readAllBytes(place.file());
        Arrays.fill(bytes, 0, IDENTITY, (byte) 0);
        Files.write(place.file(), bytes);
        assertRefused(options().build());
        assertRefused(options().borderBytes(8 * BORDER).growthBytes(8 * BORDER).build());
    }

    private void assertRefused(HybridFileOptions options) throws IOException {
        byte[] before = Files.readAllBytes(place.file());
        assertThatThrownBy(() -> HybridFile.open(place.file(), options))
                .isInstanceOf(NotATidemarkFileException.class)
                .hasMessageContaining(place.file().toString());
        assertThat(Files.readAllBytes(place.file())).isEqualTo(before);
    }
}
