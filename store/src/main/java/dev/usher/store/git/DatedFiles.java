package dev.usher.store.git;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;

/**
 * Lines in files whose names are a time, in Git's trees. Of a commit only the trees on the way to
 * its file are read and written.
 */
record DatedFiles(ObjectReader reader) {
  private static final String DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{2}|[0-9]{2}\\.jsonl";

  private record Child(FileMode mode, ObjectId id) {
    boolean isTree() {
      return mode.equals(FileMode.TREE);
    }
  }

  /** The last line of the last file, of those that have a time for a name. */
  Optional<String> lastLine(ObjectId tree) throws IOException {
    for (var child : children(Optional.of(tree)).descendingMap().entrySet()) {
      String name = child.getKey().replaceFirst("/$", "");
      if (!name.matches(DATE)) continue;
      Optional<String> line =
          child.getValue().isTree()
              ? lastLine(child.getValue().id())
              : new String(bytes(child.getValue().id()), StandardCharsets.UTF_8)
                  .lines()
                  .reduce((_, last) -> last);
      if (line.isPresent()) return line;
    }
    return Optional.empty();
  }

  /** The tree with the line at that file's end. */
  ObjectId with(ObjectInserter inserter, Optional<ObjectId> tree, List<String> path, byte[] line)
      throws IOException {
    TreeMap<String, Child> children = children(tree);
    boolean isFile = path.size() == 1;
    // Git sorts a folder as if its name ended with a slash.
    String key = isFile ? path.getFirst() : path.getFirst() + "/";
    Optional<ObjectId> before = Optional.ofNullable(children.get(key)).map(Child::id);
    children.put(
        key,
        isFile
            ? new Child(FileMode.REGULAR_FILE, file(inserter, before, line))
            : new Child(FileMode.TREE, with(inserter, before, path.subList(1, path.size()), line)));
    TreeFormatter made = new TreeFormatter();
    children.forEach(
        (name, child) -> made.append(name.replaceFirst("/$", ""), child.mode(), child.id()));
    return inserter.insert(made);
  }

  private ObjectId file(ObjectInserter inserter, Optional<ObjectId> before, byte[] line)
      throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    if (before.isPresent()) all.writeBytes(bytes(before.get()));
    all.writeBytes(line);
    return inserter.insert(Constants.OBJ_BLOB, all.toByteArray());
  }

  private byte[] bytes(ObjectId file) throws IOException {
    return reader.open(file, Constants.OBJ_BLOB).getBytes();
  }

  private TreeMap<String, Child> children(Optional<ObjectId> tree) throws IOException {
    TreeMap<String, Child> children = new TreeMap<>();
    if (tree.isEmpty()) return children;
    CanonicalTreeParser parser = new CanonicalTreeParser();
    parser.reset(reader, tree.get());
    for (; !parser.eof(); parser.next()) {
      FileMode mode = parser.getEntryFileMode();
      String name = parser.getEntryPathString();
      children.put(
          mode.equals(FileMode.TREE) ? name + "/" : name,
          new Child(mode, parser.getEntryObjectId()));
    }
    return children;
  }
}
