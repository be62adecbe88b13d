package dev.usher.cli.render;

import java.util.ArrayList;
import java.util.List;

/** Columns as wide as their widest cell; the last one is not padded. */
public final class Table {
  private static final int GAP = 2;
  private final List<List<String>> rows = new ArrayList<>();
  private final String indent;

  public Table(String indent) {
    this.indent = indent;
  }

  /** Adds a row; cells may hold colours. */
  public Table row(String... cells) {
    rows.add(List.of(cells));
    return this;
  }

  @Override
  public String toString() {
    int columns = rows.stream().mapToInt(List::size).max().orElse(0);
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) widths[i] = Math.max(widths[i], width(row.get(i)));
    }
    StringBuilder out = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder(indent);
      for (int i = 0; i < row.size(); i++) {
        line.append(row.get(i));
        if (i < row.size() - 1) line.repeat(' ', widths[i] - width(row.get(i)) + GAP);
      }
      out.append(line.toString().stripTrailing()).append('\n');
    }
    return out.toString();
  }

  /** Cells of a terminal that the text takes: code points, without colours. */
  private static int width(String cell) {
    String bare = cell.indexOf('\033') < 0 ? cell : cell.replaceAll("\033\\[[0-9;]*m", "");
    return bare.codePointCount(0, bare.length());
  }
}
