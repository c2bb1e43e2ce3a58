package io.tidemark.cli.demo;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The command line that runs this very command in another process, as the launcher would, with this JVM's options. */
public final class OwnCommand {
    /** It warns of native access and of Unsafe. */
    private static final int FIRST_THAT_WARNS = 24;

    /** Or the JVM's own warnings would be in the output. */
    private static final List<String> LOG_TO_STANDARD_ERROR = List.of("-Xlog:disable", "-Xlog:all=warning:stderr");

    /** Of this JVM alone: who debugs or watches it, its port, its recording, and what {@link #line} says itself. */
    private static final List<String> NOT_INHERITED = List.of(
            "-agentlib:",
            "-agentpath:",
            "-javaagent:",
            "-Xdebug",
            "-Xrun",
            "-Dcom.sun.management.",
            "-XX:StartFlightRecording",
            "--module-path=",
            "-Djdk.module.");

    private OwnCommand() {}

    /**
     * The command line.
     *
     * @param main the class that the launcher runs
     * @param arguments of the command
     */
    public static List<String> line(Class<?> main, List<String> arguments) {
        return line(main, ManagementFactory.getRuntimeMXBean().getInputArguments(), arguments);
    }

    /** @param jvmOptions of this JVM */
    static List<String> line(Class<?> main, List<String> jvmOptions, List<String> arguments) {
        boolean isModule = main.getModule().isNamed();
        int version = Runtime.version().feature();
        // The launcher has given most of them to this one.
        Set<String> options = new LinkedHashSet<>(LOG_TO_STANDARD_ERROR);
        if (version >= FIRST_THAT_WARNS) {
            options.add("--enable-native-access=" + (isModule ? "com.sun.jna" : "ALL-UNNAMED"));
            options.add("--sun-misc-unsafe-memory-access=allow");
        }
        jvmOptions.stream().filter(OwnCommand::isInherited).forEach(options::add);
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(options);
        if (isModule) {
            line.addAll(List.of("-p", System.getProperty("jdk.module.path")));
            line.addAll(List.of("-m", main.getModule().getName() + "/" + main.getName()));
        } else {
            line.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        }
        line.addAll(arguments);
        return line;
    }

    private static boolean isInherited(String option) {
        return NOT_INHERITED.stream().noneMatch(option::startsWith);
    }
}
