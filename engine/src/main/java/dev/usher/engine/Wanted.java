package dev.usher.engine;

import java.util.List;
import java.util.Optional;

/**
 * Which rows somebody asks for, in a subject's name.
 *
 * @param action one of the system's, or a bundle that stands for one
 * @param address of a table, as a whole
 * @param columns that a row is wanted with; empty: all that the subject holds something of
 * @param alias what the table is called where the answer is to stand
 * @param style how the client that runs it writes parameters
 */
public record Wanted(
    String subject,
    String action,
    String address,
    List<String> columns,
    Optional<String> alias,
    Placeholders style) {
  public Wanted {
    columns = columns.stream().distinct().toList();
  }
}
