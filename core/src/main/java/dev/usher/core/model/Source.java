package dev.usher.core.model;

/**
 * A place in the policy's text.
 *
 * @param file path as the user would write it, relative to where the policy was read from
 * @param line counted from 1
 * @param column counted from 1, in code points
 */
public record Source(String file, int line, int column) implements Comparable<Source> {
  @Override
  public int compareTo(Source other) {
    int byFile = file.compareTo(other.file);
    if (byFile != 0) return byFile;
    return line != other.line
        ? Integer.compare(line, other.line)
        : Integer.compare(column, other.column);
  }

  @Override
  public String toString() {
    return file + ":" + line;
  }
}
