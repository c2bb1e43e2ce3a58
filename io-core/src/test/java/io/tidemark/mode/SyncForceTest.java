package io.tidemark.mode;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SyncForceTest {
    @ParameterizedTest(name = "JDK {0}, {1}, level {2}: {3}")
    @CsvSource({
        "17, 'mixed mode, sharing', 4, true",
        "17, 'interpreted mode, sharing', 4, true",
        "17, 'mixed mode, emulated-client', 1, true",
        "21, 'mixed mode', 4, true",
        "21, 'mixed mode', 3, false",
        "25, 'mixed mode, sharing', 4, true",
        "25, 'interpreted mode, sharing', 4, false",
        "25, 'mixed mode, emulated-client', 1, false",
        "25, 'mixed mode, emulated-client, sharing', 4, false",
        "25, 'mixed mode', 3, false"
    })
    void aJvmWithoutItsC2CompilerIsRefusedAfterJdk17(int version, String vmInfo, int level, boolean isAvailable) {
        SyncForce answer = SyncForce.of(version, version + ".0.1", vmInfo, level);

        assertThat(answer.isAvailable()).isEqualTo(isAvailable);
        assertThat(answer.evidence()).contains(version + ".0.1");
    }

    @Test
    void theFlagThatIsToBlameIsNamed() {
        assertThat(SyncForce.of(25, "25.0.3", "interpreted mode", 4).evidence()).contains("-Xint");
        assertThat(SyncForce.of(25, "25.0.3", "mixed mode", 2).evidence()).contains("-XX:TieredStopAtLevel=2");
    }

    @Test
    void thisJvmHasAnAnswer() {
        assertThat(SyncForce.current().evidence()).contains(Runtime.version().toString());
    }
}
