import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Gives the classes of a jar that were compiled for Java 5 the form of Java 8: the JVM's AOT cache
 * takes none that need the verifier of that time, and picocli's 200 would be read anew at each start.
 */
final class Freshen {
  private static final int OLD = ClassFile.JAVA_6_VERSION;

  private Freshen() {}

  public static void main(String[] jars) throws IOException {
    for (String name : jars) {
      Path jar = Path.of(name);
      try (URLClassLoader there = new URLClassLoader(new URL[] {jar.toUri().toURL()})) {
        freshen(jar, ClassHierarchyResolver.ofResourceParsing(there));
      }
    }
  }

  private static void freshen(Path jar, ClassHierarchyResolver hierarchy) throws IOException {
    ClassFile files =
        ClassFile.of(
            StackMapsOption.GENERATE_STACK_MAPS, ClassHierarchyResolverOption.of(hierarchy));
    ClassTransform renewed =
        ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL)
            .andThen(
                (made, part) -> {
                  if (part instanceof ClassFileVersion) made.withVersion(ClassFile.JAVA_8_VERSION, 0);
                  else made.with(part);
                });
    try (FileSystem content = FileSystems.newFileSystem(jar);
        Stream<Path> walk = Files.walk(content.getPath("/"))) {
      List<Path> classes = walk.filter(file -> file.toString().endsWith(".class")).toList();
      for (Path file : classes) {
        ClassModel model = files.parse(Files.readAllBytes(file));
        if (model.majorVersion() < OLD) Files.write(file, files.transformClass(model, renewed));
      }
    }
  }
}
