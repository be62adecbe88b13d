package dev.usher.engine;

import dev.usher.connectors.api.Probe;
import dev.usher.connectors.api.Reach;
import dev.usher.connectors.api.Session;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diff.Native;
import dev.usher.core.model.Hold.Kind;
import dev.usher.core.model.Holds;
import dev.usher.core.model.Policy;
import dev.usher.core.model.Target;
import dev.usher.engine.SideBySide.Gathered;
import dev.usher.engine.follow.Successor;
import dev.usher.engine.ports.AdminSecrets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Who gets what a leaver owns, and whether they can; asked before anything is done. */
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

  /**
   * By each account of a leaver's at one system: who gets what it owns; empty where nobody does.
   * Where an account was said while the system was down, it is asked now whether it can be.
   */
  Map<String, String> at(Site<?> site, Aim aim) {
    Map<String, String> heirs = new TreeMap<>();
    switch (aim) {
      case Aim.Offboard(String subject, Optional<String> successor) ->
          heirs.putAll(at(site, subject, successor.map(one -> meant(one, ground.policy()))));
      case Aim.Moved(String _, Set<String> _, Map<String, Successor> successors, boolean _) -> {
        Set<String> able = able(site, successors.values());
        successors.forEach(
            (subject, one) ->
                heirs.putAll(
                    at(site, subject, Optional.of(one).filter(said -> isThere(said, able)))));
      }
      case Aim.Everything(),
          Aim.InRealm(String _, boolean _),
          Aim.Suspend(String _),
          Aim.ShutOut(String _, Optional<String> _, Optional<String> _),
          Aim.Resume(String _) -> {}
    }
    return heirs;
  }

  private Map<String, String> at(Site<?> site, String subject, Optional<Successor> successor) {
    Set<String> own = accounts(site, subject);
    Map<String, String> heirs = new TreeMap<>();
    for (Target target : site.targets().toList()) {
      Optional<String> heir = successor.map(one -> account(one, target));
      heirs.put(
          ground.policy().accountName(target, subject),
          heir.filter(one -> !own.contains(one)).orElse(""));
    }
    return heirs;
  }

  private String account(Successor successor, Target target) {
    return switch (successor) {
      case Successor.Person(String name) -> ground.policy().accountName(target, name);
      case Successor.Account(String name) -> name;
    };
  }

  /** Whoever has an account of a person's name who is gone by now was never meant. */
  private boolean isThere(Successor successor, Set<String> able) {
    return switch (successor) {
      case Successor.Person(String name) -> ground.policy().subjects().containsKey(name);
      case Successor.Account(String name) -> able.contains(name);
    };
  }

  /** Of those that were said as accounts: who has one there that is none of usher's. */
  private <N extends Native> Set<String> able(Site<N> site, Collection<Successor> successors) {
    Set<String> names =
        successors.stream()
            .filter(Successor.Account.class::isInstance)
            .map(Successor::name)
            .collect(Collectors.toSet());
    names.removeAll(site.admins(secrets));
    if (names.isEmpty()) return names;
    try (Session<N> session = site.open(secrets, limit);
        var answers = session.probe(new Probe(names, Optional.empty(), true))) {
      return answers
          .filter(one -> one.exists() && !one.ours())
          .map(Reach::account)
          .collect(Collectors.toSet());
    }
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
