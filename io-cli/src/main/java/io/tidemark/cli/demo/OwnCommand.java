package io.tidemark.cli.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line that runs this very command in another process, as the launcher would. */
public final class OwnCommand {
    /** It warns of native access and of Unsafe. */
    private static final int FIRST_THAT_WARNS = 24;

    /** Or the JVM's own warnings would be in the output. */
    private static final List<String> LOG_TO_STANDARD_ERROR = List.of("-Xlog:disable", "-Xlog:all=warning:stderr");

    private OwnCommand() {}

    /**
     * The command line.
     *
     * @param main the class that the launcher runs
     * @param arguments of the command
     */
    public static List<String> line(Class<?> main, List<String> arguments) {
        boolean isModule = main.getModule().isNamed();
        int version = Runtime.version().feature();
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(LOG_TO_STANDARD_ERROR);
        if (version >= FIRST_THAT_WARNS) {
            line.add("--enable-native-access=" + (isModule ? "com.sun.jna" : "ALL-UNNAMED"));
            line.add("--sun-misc-unsafe-memory-access=allow");
        }
        if (isModule) {
            line.addAll(List.of("-p", System.getProperty("jdk.module.path")));
            line.addAll(List.of("-m", main.getModule().getName() + "/" + main.getName()));
        } else {
            line.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        }
        line.addAll(arguments);
        return line;
    }
}
