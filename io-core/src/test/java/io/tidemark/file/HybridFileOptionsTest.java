package io.tidemark.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.mode.AccessPolicy;
import io.tidemark.mode.Capabilities;
import io.tidemark.mode.Hint;
import io.tidemark.mode.ModeChoice;
import io.tidemark.mode.RangeMode;
import io.tidemark.mode.WriteProfile;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HybridFileOptionsTest {
    private static Set<Hint> hints(Hint... hints) {
        return HybridFileOptions.builder().hints(hints).build().hints();
    }

    @Test
    void aHintThatIsGivenTwiceIsOne() {
        assertThat(hints(Hint.RANDOM_READS, Hint.RANDOM_READS)).containsExactly(Hint.RANDOM_READS);
        assertThat(hints(Hint.values())).containsExactlyInAnyOrder(Hint.values());
        assertThat(hints()).isEmpty();
    }

    @Test
    void aModeThatCanServeNowhereIsRefusedWhereItIsStated() {
        HybridFileOptions.Builder options = HybridFileOptions.builder();
        assertThatThrownBy(() -> options.tail(ModeChoice.require(RangeMode.CACHED)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("CACHED is required for append");
        assertThatThrownBy(() -> options.sealed(ModeChoice.prefer(RangeMode.DIRECT)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("DIRECT is preferred for read_sealed");
        assertThat(options.build()).hasToString(HybridFileOptions.defaults().toString());
    }

    @Test
    void allOptionsAreToldInOneLine() throws IOException {
        assertThat(HybridFileOptions.defaults())
                .hasToString("HybridFileOptions[openMode=CREATE_OR_OPEN, tail=Automatic[], sealed=Automatic[],"
                        + " policy=standard, hints=[], sealing=CONTINUOUS, warming=NONE, locking=EXCLUSIVE,"
                        + " symbolicLinks=REFUSE, borderBytes=1048576, tailBufferBytes=8388608, growthBytes=67108864,"
                        + " maxFileBytes=1152921504606846976, capabilities=probed, region=whole file,"
                        + " allocator=Netty's, blockCache=shared, tailScanner=keepAll, stateStore=header]");
        WriteProfile.Entry figure =
                new WriteProfile.Entry(RangeMode.BUFFERED, WriteProfile.Promise.DURABLE, 1_024, 1e5);
        WriteProfile profile = new WriteProfile("/journal", "259:1", Instant.EPOCH, List.of(figure));
        Capabilities known = Capabilities.probe(Path.of(System.getProperty("java.io.tmpdir")));
        HybridFileOptions changed = HybridFileOptions.builder()
                .policy(AccessPolicy.calibrated(profile, 512))
                .capabilities(known)
                .build();
        assertThat(changed)
                .asString()
                .contains("policy=calibrated for 512 bytes by the profile of /journal, 1970-01-01T00:00:00Z,")
                .contains("capabilities=of " + known.path() + ",")
                .doesNotContain("\n");
    }

    @Test
    void noOptionIsForgottenThere() {
        for (Method setter : HybridFileOptions.Builder.class.getMethods()) {
            if (setter.getReturnType() == HybridFileOptions.Builder.class) {
                assertThat(HybridFileOptions.defaults().toString()).contains(setter.getName() + "=");
            }
        }
    }

    @Test
    void noHintIsNull() {
        assertThatThrownBy(() -> hints(Hint.RANDOM_READS, null)).isInstanceOf(NullPointerException.class);
    }
}
