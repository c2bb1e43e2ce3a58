package io.tidemark.cli;

import io.tidemark.mode.Capabilities;
import io.tidemark.mode.Feature;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * On what a probe tried things out, read from its evidence.
 *
 * @param place what the probe found
 */
record ProbeTrials(Capabilities place) {
    private static final String BESIDE = " (tried with a new file in its directory)";
    private static final Pattern NO_FILE =
            Pattern.compile("not probed: [^:]*: ([A-Z]+) [^:]*: (.*), for a new file in (.*)", Pattern.DOTALL);

    /** Why nothing could be tried; empty where something could. */
    Optional<String> failure() {
        Matcher matcher = NO_FILE.matcher(place.of(Feature.PREALLOCATION).evidence());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        // The directory is there, so the kernel means a file system of its own, such as /proc.
        String cause = matcher.group(1).equals("ENOENT") ? "its file system takes no new files" : matcher.group(2);
        return Optional.of(
                "no file can be created in " + matcher.group(3) + " (" + cause + "), so nothing could be tried");
    }

    /** Whether a file was probed, which is only looked at. */
    boolean wereBeside() {
        return place.all().stream().anyMatch(answer -> answer.evidence().endsWith(BESIDE));
    }

    /** Evidence for a table whose head says how things were tried. */
    static String brief(String evidence) {
        return evidence.endsWith(BESIDE) ? evidence.substring(0, evidence.length() - BESIDE.length()) : evidence;
    }
}
