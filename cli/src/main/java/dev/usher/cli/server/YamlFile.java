package dev.usher.cli.server;

import dev.usher.policy.text.Node;
import dev.usher.policy.text.Problems;
import dev.usher.policy.text.SourceText;
import dev.usher.policy.text.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** One file of YAML, with what is wrong with it told at its place. */
final class YamlFile {
  private YamlFile() {}

  /** Its root; absent where it is empty or cannot be read. */
  static Optional<Node> read(Path path, Problems problems) {
    String text;
    try {
      text = Files.readString(path);
    } catch (IOException failure) {
      problems.error(
          "unreadable", path + " cannot be read", "see that the file is there, and is in UTF-8");
      return Optional.empty();
    }
    SourceText source = new SourceText(path.toString(), text);
    Tree.Read read = Tree.of(source);
    problems.add(source);
    problems.addAll(read.problems());
    return read.root();
  }
}
