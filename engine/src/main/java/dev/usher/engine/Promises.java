package dev.usher.engine;

import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diagnostic.Diagnostic.Severity;
import dev.usher.core.meaning.Nevers;
import dev.usher.core.meaning.Nevers.Broken;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Pattern;
import dev.usher.core.model.Policy.Never;
import dev.usher.core.model.Source;
import dev.usher.core.model.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a policy promises of itself, its nevers and examples, held against what really exists. */
final class Promises {
  private Promises() {}

  /**
   * What is or would be broken in the realm: an error for a plan that gives, else a warning.
   *
   * @param nevers of those for whom the plan is: what others break keeps nobody from coming
   * @param widens whether the plan gives
   */
  static List<Diagnostic> of(
      Site<?> site,
      Ground ground,
      Nevers nevers,
      List<Broken> byText,
      Map<Target, Catalogue> catalogues,
      boolean widens) {
    Map<Never, Broken> broken = new LinkedHashMap<>();
    List<Diagnostic> found = new ArrayList<>();
    for (Target target : site.targets().toList()) {
      byText.stream()
          .filter(one -> one.on().target().equals(target))
          .forEach(one -> broken.put(one.never(), one));
      Catalogue catalogue = catalogues.get(target);
      if (catalogue == null) continue;
      nevers.brokenIn(target, catalogue).forEach(one -> broken.put(one.never(), one));
      nevers.unmatchedIn(target, catalogue).stream()
          .map(one -> unmatched("never-matches-nothing", target, one.getValue(), one.getKey().at()))
          .forEach(found::add);
    }
    broken.values().stream().map(Reading::broken).forEach(found::add);
    List<Diagnostic> all = new ArrayList<>();
    found.forEach(one -> all.add(widens ? one : asWarning(one)));
    site.targets().forEach(target -> all.addAll(examples(ground, target, catalogues.get(target))));
    return all;
  }

  /** Examples of what does not exist say nothing: that somebody cannot read it is always true. */
  private static List<Diagnostic> examples(
      Ground ground, Target target, @Nullable Catalogue catalogue) {
    if (catalogue == null) return List.of();
    return ground.policy().expects().stream()
        .filter(expect -> expect.on().mayReach(target) && !catalogue.has(expect.on()))
        .map(
            expect ->
                asWarning(unmatched("expect-matches-nothing", target, expect.on(), expect.at())))
        .toList();
  }

  private static Diagnostic unmatched(String code, Target target, Pattern on, Source at) {
    return new Diagnostic(
        Severity.ERROR,
        code,
        "%s matches nothing in %s: was something renamed?".formatted(on, target),
        Optional.of("write the name that it has there now, or take the line out"),
        Optional.of(at),
        Optional.empty());
  }

  private static Diagnostic asWarning(Diagnostic one) {
    return new Diagnostic(
        Severity.WARNING, one.code(), one.message(), one.hint(), one.at(), one.snippet());
  }
}
