package dev.usher.engine.enact;

import dev.usher.policy.PolicyBounds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The files of a policy, whole, by their paths in its folder. */
public final class PolicyTree {
  private final SortedMap<String, byte[]> files;
  private final String digest;

  private PolicyTree(SortedMap<String, byte[]> files) {
    this.files = Collections.unmodifiableSortedMap(files);
    this.digest = digest(files);
  }

  /** By path, with slashes. What is in them is not to be changed. */
  public SortedMap<String, byte[]> files() {
    return files;
  }

  /** SHA-256 in hex over names and bytes, as the reader of policies makes it of a folder. */
  public String digest() {
    return digest;
  }

  /** Into an empty folder. */
  public void writeInto(Path folder) throws IOException {
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue(), StandardOpenOption.CREATE_NEW);
    }
  }

  private static String digest(Map<String, byte[]> files) {
    MessageDigest digest = sha256();
    files.forEach(
        (path, bytes) -> {
          digest.update((path + "\0" + bytes.length + "\0").getBytes(StandardCharsets.UTF_8));
          digest.update(bytes);
        });
    return HexFormat.of().formatHex(digest.digest());
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }

  /** Where a file's bytes come from, once it is known that they are few enough. */
  @FunctionalInterface
  public interface Content {
    byte[] read() throws IOException;
  }

  /** Takes file after file, within the bounds of a policy. */
  public static final class Builder {
    private final SortedMap<String, byte[]> files = new TreeMap<>();
    private long size;

    /**
     * What a policy does not read is left out.
     *
     * @param path with slashes
     * @param bytes how many the file has
     * @throws SourceFailure beyond the bounds, or for a path that leads out of the folder, is no
     *     Unicode (half a surrogate pair), which no two systems would write alike, or cannot be
     *     written here
     */
    public void add(String path, long bytes, Content content) throws IOException {
      if (!PolicyBounds.reads(path)) return;
      if (path.startsWith("/")
          || path.contains("//")
          || path.matches("(?s).*[\\\\\\p{Cntrl}].*")
          || !StandardCharsets.UTF_8.newEncoder().canEncode(path))
        throw new SourceFailure(
            "a file of the policy has a name that is no path of plain names; rename it");
      if (!isWritable(path))
        throw new SourceFailure(
            "the name of "
                + path
                + ", a file of the policy, is not UTF-8, or more than the locale that usher runs in"
                + " can write; rename it, or start usher with LC_ALL=C.UTF-8");
      if (bytes > PolicyBounds.LARGEST_FILE
          || size + bytes > PolicyBounds.LARGEST_POLICY
          || files.size() == PolicyBounds.MOST_FILES)
        throw new SourceFailure(
            "with "
                + path
                + " the policy is too large: a file has at most 16 MiB, and all of them, at most"
                + " 10000, have 64 MiB; let a directory supply the people instead");
      byte[] read = content.read();
      size += read.length;
      files.put(path, read);
    }

    /** What Java could not decode it has put that character for; another name might be the same. */
    private static boolean isWritable(String path) {
      try {
        return Path.of(path).toString().indexOf('\uFFFD') < 0;
      } catch (InvalidPathException _) {
        return false;
      }
    }

    /** A link leads out of the folder, and whoever reads the policy does not follow it. */
    public static SourceFailure link(String path) {
      return new SourceFailure(
          path
              + " is a symbolic link, and a policy reads nothing outside its folder; put the file"
              + " itself there");
    }

    public PolicyTree build() {
      return new PolicyTree(files);
    }
  }
}
