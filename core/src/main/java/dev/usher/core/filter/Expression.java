package dev.usher.core.filter;

import java.util.List;

/**
 * A condition in a system's own words, apart from its values: between each two of the texts stands
 * a parameter.
 *
 * @param texts one more than there are parameters; nothing of them comes from a policy or a
 *     directory but names that the system itself has
 */
public record Expression(List<String> texts, List<Parameter> parameters) {
  public Expression {
    texts = List.copyOf(texts);
    parameters = List.copyOf(parameters);
    if (texts.size() != parameters.size() + 1)
      throw new IllegalArgumentException("a parameter stands between two texts");
  }
}
