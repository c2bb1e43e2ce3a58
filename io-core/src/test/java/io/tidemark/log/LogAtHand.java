package io.tidemark.log;

import io.tidemark.file.TestPlace;

/** Of the file system where the tests are. */
abstract class LogAtHand extends LogBehindSeam {
    LogAtHand() {
        super(TestPlace.Kind.AT_HAND);
    }
}
