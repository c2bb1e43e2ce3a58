package io.tidemark.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Everything is closed, whatever one of the closes fails with. */
class ClosingTest {
    private final List<String> closed = new ArrayList<>();

    private Closeable closing(String name) {
        return () -> closed.add(name);
    }

    private Closeable failing(String name, Throwable failure) {
        return () -> {
            closed.add(name);
            if (failure instanceof IOException e) {
                throw e;
            }
            if (failure instanceof RuntimeException e) {
                throw e;
            }
            throw (Error) failure;
        };
    }

    static Stream<Throwable> failures() {
        return Stream.of(
                new IOException("the disk is gone"),
                new IllegalStateException("it is in use"),
                new InternalError("a page is gone"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void theOthersAreClosedAndTheFirstFailureIsThrown(Throwable failure) {
        Throwable last = new AssertionError("the last one");

        Throwable thrown = catchThrowable(() -> Closing.all(
                closing("first"), failing("second", failure), null, closing("third"), failing("fourth", last)));

        assertThat(closed).containsExactly("first", "second", "third", "fourth");
        assertThat(thrown).isSameAs(failure).hasSuppressedException(last);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void oneFailureOfTwoIsThrownOnce(Throwable failure) {
        Throwable thrown = catchThrowable(
                () -> Closing.all(failing("first", failure), failing("second", failure), closing("third")));

        assertThat(closed).containsExactly("first", "second", "third");
        assertThat(thrown).isSameAs(failure).hasNoSuppressedExceptions();
    }

    @ParameterizedTest
    @MethodSource("failures")
    void whatAFailureLeavesBehindIsClosedAndTheFailureStaysTheFirst(Throwable failure) {
        IOException cause = new IOException("the step before");
        Throwable last = new AssertionError("the last one");

        Closing.after(cause, closing("first"), failing("second", failure), null, failing("third", last));

        assertThat(closed).containsExactly("first", "second", "third");
        assertThat(cause.getSuppressed()).containsExactly(failure, last);
    }

    /** A close may fail with what somebody kept, as a writer that failed does. */
    @Test
    void aFailureIsNotAttachedToItself() {
        IOException cause = new IOException("the step before");

        Closing.after(cause, failing("first", cause), closing("second"));

        assertThat(closed).containsExactly("first", "second");
        assertThat(cause).hasNoSuppressedExceptions();
    }

    @ParameterizedTest
    @MethodSource("failures")
    void whatIsTakenBackIsTakenBackWhateverOneStepFailsWith(Throwable failure) {
        Throwable cause = new IOException("a later step");
        Undo undo = new Undo();
        undo.push(closing("first"));
        undo.push(failing("second", failure));
        undo.push(closing("third"));

        undo.run(cause);

        assertThat(closed).containsExactly("third", "second", "first");
        assertThat(cause).hasSuppressedException(failure);
    }

    /** A step may fail with what somebody kept, as a log that failed does. */
    @Test
    void whatIsTakenBackIsTakenBackWhenAStepFailsWithTheCauseItself() {
        IOException cause = new IOException("a later step");
        Undo undo = new Undo();
        undo.push(closing("first"));
        undo.push(failing("second", cause));

        undo.run(cause);

        assertThat(closed).containsExactly("second", "first");
        assertThat(cause).hasNoSuppressedExceptions();
    }

    @Test
    void nothingIsClosedInSilence() throws IOException {
        Closing.all();
        Closing.all(null, closing("one"), null);

        assertThat(closed).containsExactly("one");
    }
}
