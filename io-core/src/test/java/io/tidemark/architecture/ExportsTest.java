package io.tidemark.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.log.HybridLog;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

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
                .flatMap(call -> Stream.concat(
                        Stream.of(call.getParameterTypes()),
                        call instanceof Method method ? Stream.of(method.getReturnType()) : Stream.empty()));
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
