package dev.usher.core.check;

import dev.usher.core.access.Access;
import dev.usher.core.access.Right;
import dev.usher.core.condition.Mentions;
import dev.usher.core.condition.Value;
import dev.usher.core.decide.Decision;
import dev.usher.core.meaning.Decider;
import dev.usher.core.model.Parsed;
import dev.usher.core.model.Resource;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Why an answer is as it is: by which grant, or what comes nearest to one. */
record Why(Estate estate, List<Holders> holders, Instant at) {

  Answered answer(Asked asked, boolean allowed) {
    return switch (estate.read(asked.resource())) {
      case Parsed.Wrong<Resource> wrong -> Answered.no(asked.resource() + ": " + wrong.message());
      case Parsed.Ok<Resource>(Resource on) -> answer(asked, on, allowed);
    };
  }

  private Answered answer(Asked asked, Resource on, boolean allowed) {
    Estate.Found found = estate.find(asked.resource(), asked.action());
    if (found == null) return Answered.no("there is no " + on);
    if (!asked.kind().equals(found.kind()))
      return Answered.no("that is a " + found.kind() + ", and no " + asked.kind());
    Holders here = holders.get(found.place());
    Holding holding = here.get(asked.subject());
    if (holding == null) return Answered.no("no grant in force gives anything in " + on.target());
    if (holding.isService() != asked.isOfService())
      return Answered.no("no " + asked.subjectKind().word() + " is called so");
    if (holding.out().isPresent()) return Answered.no("kept out: " + holding.out().get().word());
    Access access = here.access(asked.subject(), at);
    Decision decision =
        Decider.decide(
            access,
            asked.subject(),
            asked.action(),
            on,
            found.thing().said(asked.row()),
            asked.context());
    if (!allowed) {
      Optional<String> kept =
          decision instanceof Decision.All
              ? forbidden(found, here, holding, asked)
              : Optional.empty();
      Optional<String> because = kept.or(() -> unsaid(asked, found, access, on));
      if (because.isPresent()) return Answered.no(because.get());
    }
    return switch (decision) {
      case Decision.All(var why, _) -> new Answered(allowed, why.toString());
      case Decision.Part(var missing, var why) ->
          new Answered(allowed, "in part, by " + why + "; without " + String.join(", ", missing));
      case Decision.None(String nearest) -> new Answered(allowed, nearest);
    };
  }

  private static Optional<String> forbidden(
      Estate.Found found, Holders here, Holding holding, Asked asked) {
    Verdict verdict = found.verdict(asked.action());
    if (!verdict.isForbidden(holding)) return Optional.empty();
    return here.rules().forbidden().stream()
        .filter(one -> Arrays.stream(verdict.nevers()).anyMatch(its -> its == one.number()))
        .filter(
            one ->
                one.ofEveryone()
                    || Arrays.stream(holding.nevers()).anyMatch(its -> its == one.number()))
        .findFirst()
        .map(one -> "it must never be: " + one.never().why());
  }

  private static boolean speaksOf(Right right, String word, Access access, Resource on) {
    String kind = access.type().kindOf(on);
    return access.type().expand(word, kind).stream()
        .anyMatch(action -> right.allows(access.type(), kind, action));
  }

  /** That conditions read what was not said. */
  private static Optional<String> unsaid(
      Asked asked, Estate.Found found, Access access, Resource on) {
    Optional<Map<String, Value>> said = found.thing().said(asked.row());
    if (said.isEmpty()) return Optional.empty();
    Set<String> unsaid = new TreeSet<>();
    for (Access.Held held : access.heldBy(asked.subject()))
      if (held.right().touches(on.whole()) && speaksOf(held.right(), asked.action(), access, on))
        held.right().rows().ifPresent(rows -> unsaid.addAll(Mentions.columns(rows)));
    unsaid.removeAll(said.get().keySet());
    return unsaid.isEmpty()
        ? Optional.empty()
        : Optional.of("a condition reads what was not said: " + String.join(", ", unsaid));
  }
}
