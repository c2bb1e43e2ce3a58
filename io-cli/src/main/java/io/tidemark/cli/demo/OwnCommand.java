package io.tidemark.cli.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line that runs this very command in another process, as the launcher would. */
public final class OwnCommand {
    private static final int FIRST_WITH_NATIVE_ACCESS = 22;
    private static final int FIRST_WITH_UNSAFE_WARNINGS = 24;

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
        if (version >= FIRST_WITH_NATIVE_ACCESS) {
            line.add("--enable-native-access=" + (isModule ? "com.sun.jna,io.tidemark.nativeio" : "ALL-UNNAMED"));
        }
        if (version >= FIRST_WITH_UNSAFE_WARNINGS) {
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
