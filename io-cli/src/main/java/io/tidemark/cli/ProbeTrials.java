package io.tidemark.cli;

import io.tidemark.mode.AccessMode;
import io.tidemark.mode.Capabilities;
import io.tidemark.mode.Feature;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * On what a probe tried things out, read from its evidence.
 *
 * @param place what the probe found
 */
record ProbeTrials(Capabilities place) {
    private static final String BESIDE = " (tried with a new file in its directory)";
    private static final String NOT_PROBED = "not probed";
    private static final Pattern NO_FILE = Pattern.compile(
            "^" + NOT_PROBED + ": [^:]*: ([A-Z]+) [^:]*: (.*), for a new file in (.*)$", Pattern.DOTALL);

    /** Why nothing could be tried with a new file; empty where something could. */
    Optional<String> refusal() {
        return NO_FILE.matcher(untried())
                .results()
                .map(match -> "no file can be created in " + match.group(3) + " (" + cause(match) + ")")
                .findFirst();
    }

    /** The cause alone. */
    Optional<String> refusalCause() {
        return NO_FILE.matcher(untried()).results().map(ProbeTrials::cause).findFirst();
    }

    private static String cause(MatchResult refused) {
        // The directory is there, so the kernel means a file system of its own, such as /proc.
        return refused.group(1).equals("ENOENT") ? "its file system takes no new files" : refused.group(2);
    }

    /** What every feature that needs a new file says where there is none. */
    private String untried() {
        return place.of(Feature.PREALLOCATION).evidence();
    }

    /** How things were tried, for a table's head; empty if there is nothing to say. */
    Optional<String> remark() {
        Optional<String> refusal = refusal();
        if (refusal.isPresent()) {
            return Optional.of(refusal.get() + ", so only the file itself was looked at");
        }
        boolean isBeside =
                place.all().stream().anyMatch(answer -> answer.evidence().endsWith(BESIDE));
        return isBeside ? Optional.of("tried with a new file in its directory") : Optional.empty();
    }

    /** Evidence for a table whose head has the remark. */
    String brief(String evidence) {
        if (refusal().isPresent()) {
            return evidence.replace(untried(), NOT_PROBED);
        }
        return evidence.endsWith(BESIDE) ? evidence.substring(0, evidence.length() - BESIDE.length()) : evidence;
    }

    /** Why nobody knows whether a mode can be had; empty where that is known. */
    Optional<String> doubt(AccessMode mode) {
        Optional<String> cause = place.unavailabilityCause(mode);
        if (cause.isEmpty()) {
            return doubt();
        }
        int at = cause.get().indexOf(NOT_PROBED); // In front of it a feature is called missing, which nobody knows.
        return at < 0 ? Optional.empty() : Optional.of(cause.get().substring(at));
    }

    /** Why nobody knows what a policy would make of the place; empty where that is known. */
    Optional<String> doubt() {
        return refusal().map(refusal -> untried());
    }

    /** Whether nobody knows what a feature would do. */
    static boolean isUnknown(String evidence) {
        return evidence.startsWith(NOT_PROBED);
    }
}
