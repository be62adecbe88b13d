package dev.usher.testkit.fake;

import dev.usher.core.access.Access;
import dev.usher.core.access.Access.Held;
import dev.usher.core.access.Access.Member;
import dev.usher.core.access.Right;
import dev.usher.core.diagnostic.Diagnostic;
import dev.usher.core.diagnostic.Diagnostic.Severity;
import dev.usher.core.diff.DesiredState;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.model.Catalogue;
import dev.usher.core.model.Cause;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Source;
import dev.usher.core.model.SystemType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What a house ought to hold: there are no roles in it, so every badge gets all of its keys. */
final class LocksCompile {
  private final ObservedState<LocksFact> observed;
  private final Map<LocksFact, Set<Cause>> facts = new LinkedHashMap<>();
  private final List<Diagnostic> diagnostics = new ArrayList<>();
  private final Map<String, String> subjects = new HashMap<>();

  LocksCompile(ObservedState<LocksFact> observed) {
    this.observed = observed;
  }

  DesiredState<LocksFact> compile(List<Access> meant) {
    for (Access access : meant) {
      access.roles().values().forEach(role -> role.rights().forEach(this::refuse));
      access
          .holds()
          .forEach(hold -> facts.put(new LocksFact.Barred(access.target(), hold), Set.of()));
      for (Member member : access.members().values()) {
        if (!isRefused(access.type(), member)) member(access, member);
      }
    }
    return new DesiredState<>(facts, diagnostics);
  }

  private void member(Access access, Member member) {
    Set<Cause> why = new TreeSet<>();
    member.roles().values().forEach(why::addAll);
    facts.put(new LocksFact.Badge(access.target(), member.account(), member.open(), false), why);
    Catalogue catalogue =
        observed.catalogues().getOrDefault(access.target(), new Catalogue(Map.of()));
    for (Held held : access.heldBy(member.subject())) {
      for (Resource thing : catalogue.entries().keySet()) {
        if (held.right().covers(thing)) keys(access, member, held, thing);
      }
    }
  }

  private void keys(Access access, Member member, Held held, Resource thing) {
    String kind = access.type().kindOf(thing);
    SystemType.Kind known = access.type().kinds().get(kind);
    if (known == null) return;
    for (String action : new TreeSet<>(known.actions())) {
      if (!held.right().allows(access.type(), kind, action)) continue;
      Set<Cause> why =
          facts.computeIfAbsent(
              new LocksFact.Key(member.account(), thing, action), _ -> new TreeSet<>());
      why.add(held.right().cause());
      why.addAll(member.roles().getOrDefault(held.role(), Set.of()));
    }
  }

  private void refuse(Right right) {
    if (right.isByColumn()) {
      error(
          "no-columns",
          "a door has no columns",
          "take them out of the permission",
          right.cause().at());
    }
    if (right.rows().isPresent()) {
      error("no-rows", "a door has no rows", "take rows out of the permission", right.cause().at());
    }
  }

  private boolean isRefused(SystemType type, Member member) {
    String name = member.account();
    Optional<Source> at =
        member.roles().values().stream()
            .flatMap(Set::stream)
            .flatMap(cause -> cause.at().stream())
            .findFirst();
    String other = subjects.putIfAbsent(name, member.subject());
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (name.isEmpty() || bytes > type.maxNameBytes() || name.chars().anyMatch(c -> c < ' ')) {
      error(
          "account-name",
          "no badge can be called " + name,
          "write another account template, of at most " + type.maxNameBytes() + " bytes",
          at);
    } else if (other != null && !other.equals(member.subject())) {
      error(
          "account-shared",
          member.subject() + " and " + other + " would share the badge " + name,
          "write account templates that keep them apart",
          at);
    } else if (isStranger(name)) {
      error(
          "badge-exists",
          "there is a badge " + name + " already, and usher did not make it",
          member.adopt()
              ? "badges cannot be taken over: drop adopt, and shred it or write another account"
              : "shred it, or write another account template",
          at);
    } else {
      return false;
    }
    return true;
  }

  private boolean isStranger(String name) {
    return observed.facts().keySet().stream()
        .anyMatch(fact -> fact instanceof LocksFact.Stranger one && one.name().equals(name));
  }

  private void error(String code, String message, String hint, Optional<Source> at) {
    diagnostics.add(
        new Diagnostic(Severity.ERROR, code, message, Optional.of(hint), at, Optional.empty()));
  }
}
