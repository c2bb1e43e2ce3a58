package io.tidemark.bench.suite;

import io.tidemark.bench.read.ReadWay;
import io.tidemark.bench.write.WriteWay;
import java.util.Arrays;
import java.util.stream.Stream;

/** The ways to write and to read, by name. A name that stands for both is left out of both. */
final class Ways {
    private Ways() {}

    static Stream<String> names() {
        return Stream.concat(Arrays.stream(WriteWay.values()), Arrays.stream(ReadWay.values()))
                .map(Enum::name)
                .distinct();
    }
}
