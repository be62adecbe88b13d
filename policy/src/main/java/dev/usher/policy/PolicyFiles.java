package dev.usher.policy;

import dev.usher.core.model.Source;
import dev.usher.policy.text.Problems;
import dev.usher.policy.text.SourceText;
import dev.usher.policy.text.Words;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The files of a policy: found, bounded, decoded, and digested. */
final class PolicyFiles {
  private final Problems problems;
  private final boolean isCopy;
  private final MessageDigest digest = sha256();
  private long size;

  /**
   * @param isCopy of what people know by other paths: they are told those within it
   */
  PolicyFiles(Problems problems, boolean isCopy) {
    this.problems = problems;
    this.isCopy = isCopy;
  }

  /** Every {@code *.yaml} and {@code *.yml} below the folder, by name; or the one file. */
  List<SourceText> read(Path folder) {
    List<SourceText> texts = new ArrayList<>();
    try {
      if (Files.isRegularFile(folder)) {
        read(folder, folder).ifPresent(texts::add);
      } else if (Files.isDirectory(folder)) {
        for (Path file : find(folder)) read(folder, file).ifPresent(texts::add);
        if (texts.isEmpty() && !problems.hasErrors()) {
          problems.error(
              "no-policy",
              "there is no *.yaml or *.yml file in " + (isCopy ? "the policy" : shown(folder)),
              "`usher init` writes an example policy");
        }
      } else {
        problems.error(
            "no-policy",
            "there is no folder " + shown(folder),
            "say where the policy is with -p; `usher init` writes an example");
      }
    } catch (IOException failure) {
      problems.error(
          "unreadable",
          shown(folder) + " cannot be read: " + failure.getClass().getSimpleName(),
          "look at its permissions");
    }
    return texts;
  }

  /** SHA-256 in hex over the names and bytes of all that was read. */
  String digest() {
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Hidden files and folders are left out, so that .git and .usher may lie beside the policy. */
  private static List<Path> find(Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes) {
            boolean hidden = !each.equals(folder) && name(each).startsWith(".");
            return hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path each, BasicFileAttributes attributes) {
            if (PolicyBounds.isYaml(name(each))) files.add(each);
            return files.size() > PolicyBounds.MOST_FILES
                ? FileVisitResult.TERMINATE
                : FileVisitResult.CONTINUE;
          }
        });
    files.sort(Comparator.comparing(PolicyFiles::shown));
    return files;
  }

  private static String name(Path path) {
    return Optional.ofNullable(path.getFileName()).map(Path::toString).orElse("");
  }

  private static String shown(Path path) {
    return path.toString().replace('\\', '/');
  }

  private Optional<SourceText> read(Path folder, Path file) throws IOException {
    String within = folder.equals(file) ? name(file) : shown(folder.relativize(file));
    String name = isCopy ? within : shown(file);
    Source at = new Source(name, 1, 1);
    if (!folder.equals(file) && Files.isSymbolicLink(file)) {
      problems.incomplete();
      problems.error(
          "symbolic-link",
          at,
          "this is a symbolic link, and a policy reads nothing outside its folder",
          "put the file itself there");
      return Optional.empty();
    }
    if (!Files.isRegularFile(file)) return Optional.empty();
    size += Files.size(file);
    if (Files.size(file) > PolicyBounds.LARGEST_FILE || size > PolicyBounds.LARGEST_POLICY) {
      problems.incomplete();
      problems.error(
          "too-large",
          at,
          "a file of the policy has at most 16 MiB, and all of them 64 MiB",
          "let a directory supply the people instead");
      return Optional.empty();
    }
    byte[] bytes = Files.readAllBytes(file);
    digest.update((within + "\0" + bytes.length + "\0").getBytes(StandardCharsets.UTF_8));
    digest.update(bytes);
    return decode(name, bytes);
  }

  private Optional<SourceText> decode(String name, byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      // A byte order mark is no part of the text.
      SourceText source =
          new SourceText(name, text.startsWith("\uFEFF") ? text.substring(1) : text);
      problems.add(source);
      return Optional.of(source);
    } catch (CharacterCodingException _) {
      problems.incomplete();
      problems.error(
          "not-utf-8",
          new Source(name, 1, 1),
          "`" + Words.shown(name) + "` is not UTF-8",
          "save it as UTF-8");
      return Optional.empty();
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }
}
