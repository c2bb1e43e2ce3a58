package io.tidemark.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.log.HybridLog;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the packages that the module exports show. */
@Tag("no-disk")
class ExportsTest {
    /** Whoever calls it could not name such a type. */
    @Test
    void whatIsExportedShowsOnlyTypesThatAre() throws Exception {
        Set<String> exported = exported();
        assertThat(exported).contains(HybridLog.class.getPackageName());
        List<String> hidden = new ArrayList<>();
        for (String name : exported) {
            for (Class<?> type : publicTypes(name)) {
                shown(type)
                        .filter(shown -> shown.getName().startsWith("io.tidemark.")
                                && !shown.getName().startsWith("io.tidemark.nativeio.")
                                && !exported.contains(shown.getPackageName()))
                        .forEach(shown -> hidden.add(type.getName() + " shows " + shown.getName()));
            }
        }
        assertThat(hidden).isEmpty();
    }

    /** He names what is thrown, and releases what he was given, without a requirement of what the library stands on. */
    @Test
    void whoRequiresTheModuleNeedsNoOtherOne(@TempDir Path directory) throws IOException {
        Path module =
                Files.writeString(directory.resolve("module-info.java"), "module user { requires io.tidemark.core; }");
        Path user = Files.writeString(
                Files.createDirectory(directory.resolve("user")).resolve("User.java"), """
                package user;

                import io.netty.buffer.ByteBuf;
                import io.netty.util.IllegalReferenceCountException;
                import io.tidemark.log.HybridLog;
                import io.tidemark.nativeio.DiskFullException;
                import java.io.IOException;

                class User {
                    static boolean isRead(HybridLog log) throws IOException {
                        try {
                            ByteBuf payload = log.read(0);
                            return payload.retain().release() && payload.release();
                        } catch (DiskFullException | IllegalReferenceCountException e) {
                            return false;
                        }
                    }
                }
                """);
        StringWriter told = new StringWriter();
        int code = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(
                        new PrintWriter(told),
                        new PrintWriter(told),
                        "--module-path",
                        modulePath(),
                        "-d",
                        directory.toString(),
                        module.toString(),
                        user.toString());
        assertThat(code).as(told.toString()).isZero();
    }

    /** What the class path has, but for the tests themselves. */
    private static String modulePath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> !entry.endsWith("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Set<String> exported() throws URISyntaxException {
        return ModuleFinder.of(classes()).findAll().iterator().next().descriptor().exports().stream()
                .map(ModuleDescriptor.Exports::source)
                .collect(Collectors.toSet());
    }

    private static List<Class<?>> publicTypes(String name) throws Exception {
        List<Class<?>> types = new ArrayList<>();
        try (Stream<Path> files = Files.list(classes().resolve(name.replace('.', '/')))) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".class")).toList()) {
                String simple = file.getFileName().toString().replace(".class", "");
                if (!simple.equals("package-info")) {
                    Class<?> type = Class.forName(name + "." + simple, false, HybridLog.class.getClassLoader());
                    if (isShown(type.getModifiers())) {
                        types.add(type);
                    }
                }
            }
        }
        assertThat(types).isNotEmpty();
        return types;
    }

    private static boolean isShown(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    /** The raw types in its declaration and its members. */
    private static Stream<Class<?>> shown(Class<?> type) {
        Stream<Class<?>> above =
                Stream.concat(Stream.ofNullable(type.getSuperclass()), Stream.of(type.getInterfaces()));
        Stream<Class<?>> fields = Stream.of(type.getDeclaredFields())
                .filter(field -> isShown(field.getModifiers()))
                .map(Field::getType);
        Stream<Class<?>> calls = Stream.<Executable>concat(
                        Stream.of(type.getDeclaredMethods()), Stream.of(type.getDeclaredConstructors()))
                .filter(call -> isShown(call.getModifiers()))
                .flatMap(call -> Stream.of(
                                Stream.of(call.getParameterTypes()),
                                Stream.of(call.getExceptionTypes()),
                                call instanceof Method method
                                        ? Stream.<Class<?>>of(method.getReturnType())
                                        : Stream.<Class<?>>empty())
                        .flatMap(types -> types));
        return Stream.of(above, fields, calls).flatMap(all -> all);
    }

    private static Path classes() throws URISyntaxException {
        return Path.of(HybridLog.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    }
}
