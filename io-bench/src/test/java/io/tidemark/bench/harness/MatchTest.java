package io.tidemark.bench.harness;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.bench.harness.Comparison.Batch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MatchTest {
    @TempDir
    Path directory;

    /** Two and a half times what one operation of the fast floor takes. */
    private static final double P99 = 125;

    private final List<String> turns = new ArrayList<>();

    private final class Recorder implements Contestant {
        private final String name;

        Recorder(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void run(int operations) {
            turns.add(name);
        }
    }

    @Test
    void contestantsTakeTurnsInRotatingOrder() throws IOException {
        Comparison comparison = new Comparison(
                "work",
                directory,
                List.of(new Recorder("a"), new Recorder("b")),
                new Recorder("c"),
                Batch.waiting(7),
                List.of());
        MatchResult result = new Match(comparison, new Pace(3, 1, 1, 1, Long.MAX_VALUE)).run(percent -> {});
        assertThat(turns).containsExactly("a", "b", "c", "a", "b", "c", "b", "c", "a", "c", "a", "b");
        assertThat(result.candidate().operations()).isEqualTo(7);
        assertThat(result.entries()).extracting(MatchResult.Entry::name).containsExactly("a", "b", "c");
        assertThat(result.isMet()).isTrue();
    }

    @Test
    void landmarksTakeTurnsWithTheOthers() throws IOException {
        Comparison comparison = new Comparison(
                        "work", directory, List.of(new Recorder("a")), new Recorder("c"), Batch.waiting(7), List.of())
                .among(new Recorder("b"));
        MatchResult result = new Match(comparison, new Pace(1, 1, 1, 1, Long.MAX_VALUE)).run(percent -> {});
        assertThat(turns).containsExactly("a", "b", "c", "a", "b", "c");
        assertThat(result.entries()).extracting(MatchResult.Entry::name).containsExactly("a", "b", "c");
        assertThat(result.floor()).isEqualTo("a");
    }

    @Test
    void noRoundBeginsAfterTheBudget() throws IOException {
        Comparison comparison = new Comparison(
                "work", directory, List.of(new Recorder("a")), new Recorder("b"), Batch.waiting(1), List.of());
        MatchResult result = new Match(comparison, new Pace(1000, 1, 1, 1, 0)).run(percent -> {});
        assertThat(result.entries())
                .allSatisfy(entry -> assertThat(entry.samples()).hasSize(1));
    }

    @Test
    void withoutACandidateEachContestantFillsItsOwnSlice() throws IOException {
        List<Integer> operations = new ArrayList<>();
        Contestant busy = new Contestant() {
            @Override
            public String name() {
                return "busy";
            }

            @Override
            public int maxOperations() {
                return 64;
            }

            @Override
            public void run(int count) {
                operations.add(count);
            }
        };
        Pace pace = new Pace(2, Long.MAX_VALUE / 1024, 10_000_000, 1, Long.MAX_VALUE);
        List<MatchResult.Entry> entries =
                new RoundRobin(List.of(busy), Batch.timed(Comparison.Clock.WALL), directory, pace).run(percent -> {});
        assertThat(entries).hasSize(1);
        assertThat(entries.get(0).operations()).isEqualTo(64);
        List<Integer> warmUp = operations.subList(0, operations.size() - 2);
        List<Integer> doubled = Stream.iterate(1, step -> Math.min(64, 2 * step))
                .limit(warmUp.size())
                .toList();
        assertThat(warmUp).as("until its time is over").isNotEmpty().isEqualTo(doubled);
        assertThat(operations).endsWith(64, 64);
    }

    @Test
    void whatNobodyCountsIsToldAsNotMeasuredAndMeetsNothing() throws IOException {
        Contestant crew = new Contestant() {
            @Override
            public String name() {
                return "crew";
            }

            @Override
            public boolean hasThreadsOfItsOwn() {
                return true;
            }

            @Override
            public void run(int operations) {
                turns.add("crew");
            }
        };
        // A file system that is no disk's has no device to ask.
        Comparison comparison = new Comparison(
                "work",
                Path.of("/proc/self"),
                List.of(new Recorder("a")),
                crew,
                Batch.waiting(1),
                List.of(Target.allocationFree(), Target.p99Ratio(1)));
        MatchResult result = new Match(comparison, new Pace(1, 1, 1, 1, 0)).run(percent -> {});
        assertThat(result.entries()).extracting(MatchResult.Entry::deviceBytes).containsExactly(-1.0, -1.0);
        assertThat(result.entries().get(0).allocatedBytes()).isNotNegative();
        assertThat(result.candidate().allocatedBytes()).isEqualTo(-1);
        assertThat(result.verdicts()).extracting(Target.Verdict::met).containsExactly(false, false);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Report.print(result, new PrintStream(out, true, StandardCharsets.UTF_8));
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("- B/op heap", "- B/op device", "not measured, MISSED")
                .doesNotContain("-1");
    }

    @Test
    void theMachineSheetTellsTheFlagsOfTheJvm() throws IOException {
        assertThat(MachineSheet.of(Map.of("disk", directory)).jvm()).contains("-Djava.awt.headless=true");
    }

    @Test
    void theFastestFloorIsTheOneToBeatAndNoLandmark() {
        List<RoundRobin.Turn> slow =
                List.of(new RoundRobin.Turn(2, 400, 0, 0, P99), new RoundRobin.Turn(2, 400, 0, 0, P99));
        List<RoundRobin.Turn> fast =
                List.of(new RoundRobin.Turn(2, 100, 0, 0, P99), new RoundRobin.Turn(2, 100, 0, 0, P99));
        List<RoundRobin.Turn> landmark =
                List.of(new RoundRobin.Turn(2, 50, 0, 0, P99), new RoundRobin.Turn(2, 50, 0, 0, P99));
        List<RoundRobin.Turn> own =
                List.of(new RoundRobin.Turn(2, 200, 48, 4096, P99), new RoundRobin.Turn(2, 200, 48, 4096, P99));
        Comparison comparison = new Comparison(
                        "work",
                        directory,
                        List.of(new Recorder("slow"), new Recorder("fast")),
                        new Recorder("own"),
                        Batch.waiting(2),
                        List.of(
                                Target.throughputRatio(0.6),
                                Target.timeRatio(2),
                                Target.nanos(100),
                                Target.allocationFree(),
                                Target.p99Ratio(3),
                                Target.p99Ratio(2)))
                .among(new Recorder("landmark"));
        MatchResult result = MatchResult.of(
                comparison,
                List.of(
                        MatchResult.Entry.of("slow", slow),
                        MatchResult.Entry.of("fast", fast),
                        MatchResult.Entry.of("landmark", landmark),
                        MatchResult.Entry.of("own", own)));
        assertThat(result.floor()).isEqualTo("fast");
        assertThat(result.throughputRatio()).isEqualTo(0.5);
        assertThat(result.candidate().deviceBytes()).isEqualTo(2048);
        assertThat(result.verdicts())
                .extracting(Target.Verdict::met)
                .containsExactly(false, true, true, false, true, false);
        assertThat(result.isMet()).isFalse();
    }
}
