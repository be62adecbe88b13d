package dev.usher.engine;

import dev.usher.connectors.api.Probe;
import dev.usher.connectors.api.Reach;
import dev.usher.connectors.api.Session;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diff.Native;
import dev.usher.core.model.Hold.Kind;
import dev.usher.core.model.Holds;
import dev.usher.core.model.Policy;
import dev.usher.engine.SideBySide.Gathered;
import dev.usher.engine.follow.Successor;
import dev.usher.engine.ports.AdminSecrets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether somebody can get what a leaver owns; asked before anything is done. */
record Heirs(Ground ground, AdminSecrets secrets, Duration limit) {

  /** The one who is called so: somebody of the policy, else an account there. */
  static Successor meant(String name, Policy policy) {
    return policy.subjects().containsKey(name)
        ? new Successor.Person(name)
        : new Successor.Account(name);
  }

  /**
   * Why not, and what to do; empty where they can.
   *
   * @param known who is kept out
   * @param all where the leaver may own something
   */
  Optional<Diagnostic> objection(Aim aim, Holds known, List<Site<?>> all) {
    if (aim.successor().isEmpty()) return Optional.empty();
    String name = aim.successor().get();
    String leaver = aim.of().orElseThrow();
    if (name.equals(leaver) || all.stream().anyMatch(site -> accounts(site, leaver).contains(name)))
      return wrong("%s leaves, and cannot be their own successor".formatted(leaver));
    return switch (meant(name, ground.policy())) {
      case Successor.Person _ ->
          known.of(name).equals(Optional.of(Kind.OFFBOARDED))
              ? wrong("%s has left, and cannot be the successor".formatted(name))
              : Optional.empty();
      case Successor.Account _ -> ofAccount(name, all);
    };
  }

  private Set<String> accounts(Site<?> site, String subject) {
    return site.targets()
        .map(target -> ground.policy().accountName(target, subject))
        .collect(Collectors.toSet());
  }

  /** Of several systems one need have it: what there is nobody to give to stays as it is. */
  private Optional<Diagnostic> ofAccount(String name, List<Site<?>> all) {
    if (all.stream().anyMatch(site -> site.admins(secrets).contains(name)))
      return wrong(name + " is usher's own account, and cannot be the successor");
    Gathered<Reach> found = SideBySide.each(all, site -> ask(site, name));
    if (found.results().stream().anyMatch(Reach::ours))
      return wrong(name + " is a role that usher made, and cannot be the successor by that name");
    if (found.results().stream().anyMatch(Reach::exists)) return Optional.empty();
    return wrong(
        "nobody is called %s, in the policy or as an account %s"
            .formatted(
                name,
                found.failures().isEmpty() ? "there" : "where somebody could be asked just now"));
  }

  private <N extends Native> Reach ask(Site<N> site, String name) {
    try (Session<N> session = site.open(secrets, limit);
        var answers = session.probe(new Probe(Set.of(name), Optional.empty(), true))) {
      return answers.filter(one -> one.account().equals(name)).findFirst().orElseThrow();
    }
  }

  private static Optional<Diagnostic> wrong(String why) {
    return Optional.of(
        Diagnostic.error(
            "successor", why, "name somebody else of the policy, who stays; nothing was done yet"));
  }
}
