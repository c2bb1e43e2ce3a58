package io.tidemark.nativeio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("no-disk")
class PlatformTest {
    @ParameterizedTest
    @CsvSource({"amd64,X86_64", "x86_64,X86_64", "aarch64,AARCH64", "arm64,AARCH64", "AMD64,X86_64"})
    void knownArchitecturesAreRecognisedUnderAllTheirNames(String osArch, String expected) {
        assertThat(Architecture.of(osArch).name()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"riscv64", "x86", "arm", "s390x", ""})
    void anUnknownArchitectureIsRefusedByName(String osArch) {
        assertThatThrownBy(() -> SystemPosix.checkPlatform("Linux", osArch))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("'" + osArch + "'")
                .hasMessageContaining("x86-64")
                .hasMessageContaining("aarch64");
    }

    @Test
    void anotherOperatingSystemIsRefusedByName() {
        assertThatThrownBy(() -> SystemPosix.checkPlatform("Windows 11", "amd64"))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("'Windows 11'");
    }

    @Test
    void narrowIntegersAreRefused() {
        assertThatThrownBy(() -> SystemPosix.checkWidths(8, 8, 4))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("64-bit")
                .hasMessageContaining("8, 8 and 4 bytes");
    }

    @Test
    void hereTheSystemCallsAreAvailableAndThereIsOneInstance() {
        assertThat(Posix.unavailabilityCause()).isEmpty();
        assertThat(Posix.system()).isSameAs(Posix.system());
        assertThat(Posix.system().getpagesize()).isPositive();
        assertThat(Integer.bitCount(Posix.system().getpagesize())).isOne();
    }
}
