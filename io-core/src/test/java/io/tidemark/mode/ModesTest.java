package io.tidemark.mode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.FileSystemException;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("no-disk")
class ModesTest {
    private static Decision resolve(ModeChoice choice, Capabilities place) throws ModeUnavailableException {
        return Modes.resolve(choice, Intent.APPEND, Set.of(), place, AccessPolicy.standard());
    }

    private static Decision resolve(AccessPolicy policy) throws ModeUnavailableException {
        return Modes.resolve(ModeChoice.automatic(), Intent.APPEND, Set.of(), Places.disk(), policy);
    }

    @Test
    void withoutAChoiceThePolicyDecides() throws Exception {
        assertThat(resolve(ModeChoice.automatic(), Places.disk()))
                .isEqualTo(AccessPolicy.standard().decide(Intent.APPEND, Set.of(), Places.disk()));
    }

    @Test
    void aRequiredModeThatIsToBeHadIsTaken() throws Exception {
        Decision decision = resolve(ModeChoice.require(RangeMode.BUFFERED), Places.disk());

        assertThat(decision.mode()).isEqualTo(RangeMode.BUFFERED);
        assertThat(decision.isFallback()).isFalse();
    }

    @Test
    void aRequiredModeThatIsNotToBeHadFailsWithPathAndCause() {
        assertThatThrownBy(() -> resolve(ModeChoice.require(RangeMode.DAX_MAPPED), Places.disk()))
                .isInstanceOfSatisfying(ModeUnavailableException.class, e -> {
                    assertThat(e.mode()).isEqualTo(RangeMode.DAX_MAPPED);
                    assertThat(e.getFile()).isEqualTo("/place");
                })
                .isInstanceOf(FileSystemException.class)
                .hasMessage("/place: DAX_MAPPED is required but not available: DAX is missing: no DAX");
    }

    @Test
    void aPreferredModeThatIsToBeHadIsTaken() throws Exception {
        Decision decision = resolve(ModeChoice.prefer(RangeMode.MAPPED), Places.disk());

        assertThat(decision.mode()).isEqualTo(RangeMode.MAPPED);
        assertThat(decision.isFallback()).isFalse();
    }

    @Test
    void aPreferredModeThatIsNotToBeHadFallsBackAndSaysWhy() throws Exception {
        Decision decision = resolve(ModeChoice.prefer(RangeMode.DAX_MAPPED), Places.disk());

        assertThat(decision.mode()).isEqualTo(RangeMode.DIRECT);
        assertThat(decision.isFallback()).isTrue();
        assertThat(decision.unmetPreference()).hasValue(RangeMode.DAX_MAPPED);
        assertThat(decision.reason())
                .startsWith("DAX_MAPPED is preferred, but not available: DAX is missing: no DAX; DIRECT instead: ")
                .contains("512-byte units");
    }

    @ParameterizedTest(name = "{0} can''t serve {1}")
    @CsvSource({
        "CACHED, APPEND",
        "CACHED_MAPPED, APPEND",
        "BLOCK_CACHED, APPEND",
        "DISCARDED, APPEND",
        "DAX_MAPPED, READ_SEALED",
        "DIRECT, READ_SEALED",
        "BUFFERED, READ_SEALED",
        "DISCARDED, READ_SEALED"
    })
    void aModeThatCannotServeTheIntentIsMisuse(RangeMode mode, Intent intent) {
        for (ModeChoice choice : new ModeChoice[] {ModeChoice.require(mode), ModeChoice.prefer(mode)}) {
            assertThatThrownBy(() ->
                            Modes.resolve(choice, intent, Set.of(), Places.persistentMemory(), AccessPolicy.standard()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(mode.name());
        }
    }

    @Test
    void aPolicyThatChoosesWhatIsNotToBeHadIsNamed() {
        class Optimist implements AccessPolicy {
            @Override
            public Decision decide(Intent intent, Set<Hint> hints, Capabilities capabilities) {
                return new Decision(RangeMode.DAX_MAPPED, "it will be fine");
            }
        }

        assertThatThrownBy(() -> resolve(new Optimist()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("Optimist", "/place", "DAX_MAPPED", "no DAX", "it will be fine");
    }

    @Test
    void aPolicyThatChoosesWhatDoesNotFitIsNamed() {
        assertThatThrownBy(() -> resolve((i, h, c) -> new Decision(RangeMode.CACHED, "confused")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("CACHED", "sealed", "confused");
    }

    @Test
    void aPolicyThatChoosesNothingIsNamed() {
        assertThatThrownBy(() -> resolve((i, h, c) -> null))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no decision");
    }

    @Test
    void aPolicyIsCheckedBehindAnUnmetPreferenceToo() {
        assertThatThrownBy(() -> Modes.resolve(
                        ModeChoice.prefer(RangeMode.DAX_WRITE),
                        Intent.APPEND,
                        Set.of(),
                        Places.disk(),
                        (i, h, c) -> new Decision(RangeMode.CACHED, "confused")))
                .isInstanceOf(IllegalStateException.class);
    }
}
