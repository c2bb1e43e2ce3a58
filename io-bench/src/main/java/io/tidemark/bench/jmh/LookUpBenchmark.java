package io.tidemark.bench.jmh;

import io.tidemark.bench.foundation.LookUps;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The range of a random offset. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
@State(Scope.Thread)
public class LookUpBenchmark {
    @Param({"100", "100000"})
    int ranges;

    private LookUps.BinarySearch search;
    private LookUps.Tidemark tidemark;

    @Setup(Level.Trial)
    public void build() {
        search = new LookUps.BinarySearch(ranges);
        tidemark = new LookUps.Tidemark(ranges);
    }

    @Benchmark
    public int floorBinarySearch() {
        return search.find();
    }

    @Benchmark
    public int tidemark() {
        return tidemark.find();
    }
}
