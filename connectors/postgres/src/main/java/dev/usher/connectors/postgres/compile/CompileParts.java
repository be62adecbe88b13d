package dev.usher.connectors.postgres.compile;

import dev.usher.connectors.postgres.model.Acl;
import dev.usher.connectors.postgres.model.Acl.Item;
import dev.usher.connectors.postgres.model.BirthFact.Coming;
import dev.usher.connectors.postgres.model.BirthFact.Default;
import dev.usher.connectors.postgres.model.BirthFact.Part;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.PostgresFact.Held;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.model.Cause;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A partition is born with the privileges of tables. Where its parent is held as much it keeps
 * them, for they show nothing more; nothing is ever given on one.
 */
public final class CompileParts {
  private CompileParts() {}

  static Map<PostgresFact, Set<Cause>> kept(
      Map<PostgresFact, Set<Cause>> desired, ObservedState<PostgresFact> observed) {
    Map<PostgresFact, Set<Cause>> kept = new LinkedHashMap<>();
    List<Part> parts = new ArrayList<>();
    for (PostgresFact fact : observed.facts().keySet())
      if (fact instanceof Part one) parts.add(one);
    if (parts.isEmpty()) return kept;
    Map<Held, Acl> there = acls(observed.facts().keySet());
    Map<Held, Acl> wanted = acls(desired.keySet());
    for (Part part : parts) {
      Acl root = wanted.getOrDefault(new Held(part.target(), part.root(), Acl.NONE), Acl.NONE);
      Map<Item, Set<Cause>> same = new LinkedHashMap<>();
      for (Item item :
          there.getOrDefault(new Held(part.target(), part.on(), Acl.NONE), Acl.NONE).items()) {
        if (!desired.containsKey(born(part, item)) || !item.column().isEmpty()) continue;
        like(root, item).ifPresent(one -> same.put(item.with(false), root.why(one)));
      }
      if (same.isEmpty()) continue;
      Acl acl = Acl.of(same);
      kept.put(new Held(part.target(), part.on(), acl), acl.causes());
    }
    return kept;
  }

  private static Default born(Part part, Item item) {
    return new Default(
        part.target(),
        part.creator(),
        part.on().schema(),
        Coming.TABLES,
        item.privilege(),
        item.grantee(),
        false);
  }

  private static Optional<Item> like(Acl root, Item item) {
    return root.items().stream()
        .filter(one -> one.column().isEmpty() && one.privilege().equals(item.privilege()))
        .filter(one -> one.grantee().equals(item.grantee()))
        .findFirst();
  }

  private static Map<Held, Acl> acls(Set<PostgresFact> facts) {
    Map<Held, Acl> acls = new HashMap<>();
    for (PostgresFact fact : facts) if (fact instanceof Held one) acls.put(one.key(), one.acl());
    return acls;
  }
}
