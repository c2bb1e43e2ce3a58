package io.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.tidemark.cli.calibrate.Calibrated;
import io.tidemark.mode.AccessPolicy;
import io.tidemark.mode.Capabilities;
import io.tidemark.mode.Intent;
import io.tidemark.mode.RangeMode;
import io.tidemark.mode.WriteProfile;
import io.tidemark.mode.WriteProfile.Entry;
import io.tidemark.mode.WriteProfile.Promise;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mode is called faster only where most of its turns were. */
class CalibrateReportTest {
    private static final int SIZE = 4096;

    @TempDir
    private Path directory;

    private Capabilities place;
    private final Map<Entry, Double> upperQuartiles = new HashMap<>();

    @BeforeEach
    void probe() throws IOException {
        place = Capabilities.probe(directory);
    }

    private void measured(RangeMode mode, double lowerQuartile, double upperQuartile) {
        upperQuartiles.put(new Entry(mode, Promise.DURABLE, SIZE, lowerQuartile), upperQuartile);
    }

    private CalibrateReport report() {
        WriteProfile profile =
                new WriteProfile(place.path(), place.device(), Instant.EPOCH, List.copyOf(upperQuartiles.keySet()));
        return new CalibrateReport(place, new Calibrated(profile, upperQuartiles));
    }

    /** What the standard policy takes here, and another one. */
    private RangeMode standard() {
        return AccessPolicy.standard().decide(Intent.APPEND, Set.of(), place).mode();
    }

    private RangeMode other() {
        return standard() == RangeMode.MAPPED ? RangeMode.BUFFERED : RangeMode.MAPPED;
    }

    @Test
    void whatAPolicyTakesIsCalledFasterOnlyWhereItClearlyIs() {
        measured(standard(), 200_000, 400_000);
        measured(other(), 100_000, 220_000);
        assertThat(printed())
                .contains("No mode is clearly faster for durable appends.")
                .endsWith("takes without a clear difference: " + other() + " at 4 KiB.\n");

        upperQuartiles.clear();
        measured(standard(), 200_000, 400_000);
        measured(other(), 100_000, 190_000);
        assertThat(printed()).endsWith("Clearly faster for durable appends: " + other() + " at 4 KiB.\n");
    }

    private String printed() {
        StringWriter out = new StringWriter();
        Console console = new Console(
                new PrintWriter(out), new PrintWriter(new StringWriter()), Console.Colours.OFF, Console.UNLIMITED);
        report().print(console);
        console.out().flush();
        return out.toString();
    }

    private JsonObject choice() {
        return report().toJson().getAsJsonArray("choices").get(0).getAsJsonObject();
    }

    @Test
    void whereTheMiddleHalvesOverlapThereIsNoClearDifference() {
        measured(RangeMode.MAPPED, 100_000, 220_000);
        measured(RangeMode.BUFFERED, 200_000, 400_000);

        assertThat(printed())
                .containsPattern("(?m)^4 KiB .* no clear difference$")
                .contains("No mode is clearly faster for durable appends.");
        assertThat(choice().has("fastest")).isFalse();
    }

    @Test
    void whereTheyDoNotTheFastestModeIsNamed() {
        measured(RangeMode.MAPPED, 100_000, 190_000);
        measured(RangeMode.BUFFERED, 200_000, 400_000);

        assertThat(printed()).containsPattern("(?m)^4 KiB .* MAPPED$");
        assertThat(choice().get("fastest").getAsString()).isEqualTo("MAPPED");
    }

    @Test
    void theFastestModeIsClearlyFasterThanAllOthers() {
        measured(RangeMode.MAPPED, 100_000, 120_000);
        measured(RangeMode.BUFFERED, 110_000, 130_000);
        measured(RangeMode.DIRECT, 500_000, 600_000);

        assertThat(printed()).containsPattern("(?m)^4 KiB .* no clear difference$");
    }
}
