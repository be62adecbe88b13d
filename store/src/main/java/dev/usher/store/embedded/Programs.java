package dev.usher.store.embedded;

import dev.usher.store.StoreFailure;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * The server's programs, unpacked from zonky's archive on the class path. They lie in the data
 * folder, for nobody else may be able to put others in their place.
 *
 * @param root holds {@code bin}, {@code lib} and {@code share}
 * @param major the version, such as 18: whose data they read
 */
record Programs(Path root, int major) {

  /**
   * Unpacks them where that has not been done yet. Only one process at a time may.
   *
   * @param folder where they are kept, one folder for each archive
   */
  static Programs in(Path folder) throws IOException {
    URL archive = archive();
    Path root = folder.resolve(name(archive));
    if (!Files.isDirectory(root)) {
      // What an earlier run left half done goes, and the programs of an older usher with it.
      Trees.delete(folder);
      Path half = Files.createDirectories(folder.resolve("unpacking"));
      unpack(archive, half);
      Files.move(half, root, StandardCopyOption.ATOMIC_MOVE);
    }
    return new Programs(root, major(root));
  }

  String path(String program) {
    return root.resolve("bin").resolve(program).toString();
  }

  private static URL archive() {
    String system =
        System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac")
            ? "darwin"
            : "linux";
    String machine = System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64";
    String name = "postgres-" + system + "-" + machine + ".txz";
    URL found = Programs.class.getClassLoader().getResource(name);
    if (found == null)
      throw new StoreFailure(
          "usher brings no PostgreSQL for this machine ("
              + name
              + "); name one of your own: jdbc:postgresql://host/database");
    return found;
  }

  /** Another archive has another name: its checksum stands in the table of the jar. */
  private static String name(URL archive) throws IOException {
    URLConnection connection = archive.openConnection();
    return connection instanceof JarURLConnection jar
        ? "%08x".formatted(jar.getJarEntry().getCrc())
        : String.valueOf(connection.getContentLengthLong());
  }

  private static void unpack(URL archive, Path into) throws IOException {
    try (InputStream packed = new BufferedInputStream(archive.openStream());
        TarArchiveInputStream files = new TarArchiveInputStream(new XZInputStream(packed))) {
      for (TarArchiveEntry entry = files.getNextEntry();
          entry != null;
          entry = files.getNextEntry()) {
        Path path = into.resolve(entry.getName()).normalize();
        if (!path.startsWith(into)) throw new IOException(entry.getName() + " leaves its folder");
        if (entry.isDirectory()) {
          Files.createDirectories(path);
          continue;
        }
        Files.createDirectories(path.getParent());
        if (entry.isSymbolicLink()) Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        else Files.copy(files, path);
        if (path.startsWith(into.resolve("bin"))) path.toFile().setExecutable(true, false);
      }
    }
  }

  /** The catalog's first line is {@code # PostgreSQL 18}; initdb itself goes by it. */
  private static int major(Path root) throws IOException {
    try (BufferedReader catalog =
        Files.newBufferedReader(root.resolve("share/postgresql/postgres.bki"))) {
      String first = catalog.readLine();
      return Integer.parseInt(first.replace("# PostgreSQL", "").strip());
    }
  }
}
