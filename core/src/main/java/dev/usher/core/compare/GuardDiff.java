package dev.usher.core.compare;

import dev.usher.core.meaning.Guards;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Policy.Environment;
import dev.usher.core.model.Policy.Expect;
import dev.usher.core.model.Policy.Never;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * What guards one policy and not the other.
 *
 * @param loosened a sentence for each guard that is gone or narrower, which a server would ask a
 *     yes for
 * @param tightened a sentence for each that is new or wider
 * @param forgotten examples that are no longer held against it
 * @param expected examples that are new
 */
public record GuardDiff(
    List<String> loosened, List<String> tightened, List<Expect> forgotten, List<Expect> expected) {

  static GuardDiff of(Policy old, Policy changed, Guards guards) {
    return new GuardDiff(
        guards.fallen(old, changed),
        tightened(old, changed, guards),
        without(old.expects(), changed.expects()),
        without(changed.expects(), old.expects()));
  }

  public boolean isEmpty() {
    return count() == 0;
  }

  public int count() {
    return loosened.size() + tightened.size() + forgotten.size() + expected.size();
  }

  private static List<String> tightened(Policy old, Policy changed, Guards guards) {
    List<String> all = new ArrayList<>();
    for (Never never : guards.missing(changed, old))
      all.add(Guards.shown(never) + " is new or wider");
    new TreeMap<>(changed.environments())
        .forEach(
            (name, is) -> {
              Environment was = old.environments().get(name);
              if (was == null) return;
              if (is.isProtected() && !was.isProtected())
                all.add("the environment " + name + " is protected");
              if (is.onApproval() && !was.onApproval())
                all.add("the environment " + name + " is applied on approval alone");
            });
    return all;
  }

  private static List<Expect> without(List<Expect> some, List<Expect> others) {
    Set<List<Object>> known = new HashSet<>();
    others.forEach(one -> known.add(said(one)));
    return some.stream().filter(one -> !known.contains(said(one))).toList();
  }

  /** All of it but where it stands. */
  private static List<Object> said(Expect expect) {
    return List.of(expect.who(), expect.can(), expect.words(), expect.on(), expect.row());
  }
}
