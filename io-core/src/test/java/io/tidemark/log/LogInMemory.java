package io.tidemark.log;

import io.tidemark.file.TestPlace;

/** For tests of which bytes are found, not where: without a disk they take half as long. */
abstract class LogInMemory extends LogBehindSeam {
    LogInMemory() {
        super(TestPlace.Kind.TMPFS);
    }
}
