package io.tidemark.bench.command;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Options that say where persistent memory is to be had. */
public final class DaxPlaces {
    @Option(
            names = "--dax-dir",
            paramLabel = "DIR",
            description = "A directory whose new files are DAX; without it what needs one is left out.")
    private Path dax;

    @Option(
            names = "--plain-dir",
            paramLabel = "DIR",
            description = "A directory on the same device whose new files are not DAX; needed with --dax-dir.")
    private Path plain;

    @Spec(Target.MIXEE)
    private CommandSpec command;

    /** Refuses one of the two without the other. */
    public void check() {
        if ((dax == null) != (plain == null)) {
            throw new ParameterException(command.commandLine(), "--dax-dir and --plain-dir go together");
        }
    }

    /** Whether there are any. */
    public boolean areGiven() {
        return dax != null;
    }

    /** Where new files are DAX; null if there is no such place. */
    public Path dax() {
        return dax;
    }

    /** On the same device, where they are not; null if there is no such place. */
    public Path plain() {
        return plain;
    }

    /** The same for a process that does a part. */
    public List<String> arguments() {
        return areGiven() ? List.of("--dax-dir", dax.toString(), "--plain-dir", plain.toString()) : List.of();
    }
}
