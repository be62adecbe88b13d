package dev.usher.engine;

import dev.usher.policy.PolicyReader;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Reads a folder that does not change once: the policy in force is asked at each turn, and to read
 * it costs what all its people cost. What has errors is read again, for the machine may be to
 * blame.
 */
final class ReadOnce implements Function<Path, PolicyReader.Result> {
  /** The one in force, and one that somebody still works with. */
  private static final int KEPT = 2;

  private final Function<Path, PolicyReader.Result> text;

  /** The one that was asked for last is last. */
  private final Map<Path, PolicyReader.Result> read = new LinkedHashMap<>();

  ReadOnce(Function<Path, PolicyReader.Result> text) {
    this.text = text;
  }

  @Override
  public synchronized PolicyReader.Result apply(Path folder) {
    PolicyReader.Result known = read.remove(folder);
    PolicyReader.Result result = known == null ? text.apply(folder) : known;
    if (result.policy().isPresent()) read.put(folder, result);
    if (read.size() > KEPT) read.remove(read.keySet().iterator().next());
    return result;
  }
}
