package dev.usher.connectors.postgres.describe;

import dev.usher.connectors.api.Description.Unsaid;
import dev.usher.connectors.postgres.model.Acl;
import dev.usher.connectors.postgres.model.BirthFact;
import dev.usher.connectors.postgres.model.Carriers;
import dev.usher.connectors.postgres.model.PostgresFact;
import dev.usher.connectors.postgres.model.PostgresFact.Held;
import dev.usher.connectors.postgres.model.PostgresFact.Membership;
import dev.usher.connectors.postgres.model.PostgresFact.Owner;
import dev.usher.connectors.postgres.model.PostgresFact.Privilege;
import dev.usher.connectors.postgres.model.RowFact;
import dev.usher.connectors.postgres.model.Standing;
import dev.usher.connectors.postgres.model.Thing;
import dev.usher.connectors.postgres.model.TieFact;
import dev.usher.core.diff.ObservedState;
import dev.usher.core.diff.ObservedState.Origin;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What is granted and stays as it is, with the row of the catalogue and why. */
public final class DescribeUnsaid {
  private static final String NOBODY = "nobody whom the policy can name has that role";

  private final ObservedState<PostgresFact> observed;
  private final Standing standing;
  private final Set<String> said;
  private final List<Unsaid> all = new ArrayList<>();

  /** Few lists differ: whether the policy speaks of everybody in it. */
  private final Map<Acl, Boolean> wholly = new HashMap<>();

  /** By owner and kind: how many, for to own is to hold everything on them. */
  private final Map<String, Map<Thing.Kind, Integer>> owned = new TreeMap<>();

  /** By kind: on how many PUBLIC has what PostgreSQL gives it. */
  private final Map<Thing.Kind, Integer> byDefault = new TreeMap<>();

  /**
   * @param said roles that the policy speaks of
   */
  DescribeUnsaid(ObservedState<PostgresFact> observed, Standing standing, Set<String> said) {
    this.observed = observed;
    this.standing = standing;
    this.said = said;
  }

  List<Unsaid> all() {
    observed.facts().forEach(this::fact);
    owned.forEach(
        (owner, kinds) ->
            kinds.forEach(
                (kind, count) ->
                    add(
                        catalogue(kind) + "." + ownerColumn(kind) + " = " + owner,
                        "owns "
                            + count
                            + " of kind "
                            + kind.word
                            + ", and so can do everything there")));
    byDefault.forEach(
        (kind, count) ->
            add(
                catalogue(kind) + "." + aclColumn(kind),
                "PUBLIC has what PostgreSQL gives everybody ("
                    + count
                    + " times); `public: revoke` takes it"));
    return all;
  }

  private void fact(PostgresFact fact, Origin origin) {
    switch (fact) {
      case Owner one ->
          owned
              .computeIfAbsent(one.owner(), _ -> new TreeMap<>())
              .merge(one.on().kind(), 1, Integer::sum);
      case Privilege one -> privilege(one);
      case Held one -> {
        if (wholly.computeIfAbsent(one.acl(), this::isSaid)) return;
        one.privileges()
            .filter(each -> !said.contains(each.grantee()))
            .forEach(each -> add(each, NOBODY));
      }
      case Membership one -> membership(one, origin);
      case PostgresFact.Role one -> role(one);
      case PostgresFact.Group _,
          PostgresFact.Account _,
          PostgresFact.GivenBy _,
          PostgresFact.Connected _,
          PostgresFact.Residue _,
          PostgresFact.Barred _,
          RowFact _,
          BirthFact _,
          TieFact _,
          PostgresFact.Server _ -> {}
    }
  }

  private boolean isSaid(Acl acl) {
    return acl.items().stream().allMatch(item -> said.contains(item.grantee()));
  }

  private void privilege(Privilege one) {
    String owner = standing.owner(one.target(), one.on());
    if (one.grantee().equals(owner)) return;
    boolean isPublic = one.grantee().equals(PostgresFact.PUBLIC);
    boolean given = !one.grantor().equals(owner) || one.grantable();
    if (isPublic && !given && isByDefault(one)) {
      byDefault.merge(one.on().kind(), 1, Integer::sum);
    } else if (isPublic) {
      add(one, "everybody has it; `public: revoke` takes it");
    } else if (one.grantable()) {
      add(one, "the right to pass it on is in no policy");
    } else if (!one.grantor().equals(owner)) {
      add(one, "given by " + one.grantor() + ", who is not the owner");
    } else {
      add(
          one,
          standing.adopted().containsKey(one.grantee())
              ? notOwner(owner)
              : unadopted(one.grantee()));
    }
  }

  /** Manual, section 5.8, table 5.2. */
  private static boolean isByDefault(Privilege one) {
    return switch (one.on().kind()) {
      case DATABASE -> Set.of("CONNECT", "TEMPORARY").contains(one.privilege());
      case FUNCTION, TYPE -> true;
      case SCHEMA, TABLE, VIEW, MATERIALIZED_VIEW, FOREIGN_TABLE, SEQUENCE -> false;
    };
  }

  private static String notOwner(String owner) {
    return "usher's account is not a member of the owner " + owner;
  }

  private String unadopted(String name) {
    return refusal(name).orElse("it is another policy's");
  }

  private Optional<String> refusal(String name) {
    PostgresFact.Role role = standing.roles().get(name);
    PostgresFact.Server server = standing.servers().values().iterator().next();
    return role == null
        ? Optional.empty()
        : Carriers.refusal(name, role.login(), role.attributes(), Optional.empty(), server);
  }

  private void membership(Membership one, Origin origin) {
    boolean both = said.contains(one.group()) && origin == Origin.OURS;
    PostgresFact.Role member = standing.roles().get(one.member());
    if (both && member != null && (member.login() || said.contains(one.member()))) return;
    if (one.member().startsWith("pg_")) return;
    add(
        "pg_auth_members of " + one.member() + " in " + one.group(),
        (one.admin() ? "with ADMIN option; " : "")
            + (one.inherit() ? "" : "not inherited; ")
            + why(one, origin));
  }

  private String why(Membership one, Origin origin) {
    if (one.group().startsWith("pg_")) return "a role of PostgreSQL's own";
    if (origin == Origin.FOREIGN && (one.admin() || !one.inherit())) {
      return "options of a membership are in no policy";
    }
    if (origin == Origin.OURS) return "that role gives nothing here";
    return refusal(one.group())
        .or(() -> refusal(one.member()))
        .orElse("it is not usher's to change");
  }

  private void role(PostgresFact.Role one) {
    List<String> powers =
        one.attributes().stream().filter(each -> !each.equals("NOINHERIT")).toList();
    if (powers.isEmpty() || one.name().startsWith("pg_")) return;
    add("pg_roles of " + one.name(), "has " + String.join(", ", powers));
  }

  private void add(Privilege one, String why) {
    add(
        row(one),
        one.privilege()
            + " for "
            + (one.grantee().equals(PostgresFact.PUBLIC) ? "PUBLIC" : one.grantee())
            + (one.grantable() ? " with grant option" : "")
            + ": "
            + why);
  }

  private void add(String row, String text) {
    all.add(new Unsaid(row, text));
  }

  private static String row(Privilege one) {
    return one.column().isEmpty()
        ? catalogue(one.on().kind()) + "." + aclColumn(one.on().kind()) + " of " + one.on().prose()
        : "pg_attribute.attacl of " + one.on().prose() + "." + one.column();
  }

  private static String catalogue(Thing.Kind kind) {
    return switch (kind) {
      case DATABASE -> "pg_database";
      case SCHEMA -> "pg_namespace";
      case TABLE, VIEW, MATERIALIZED_VIEW, FOREIGN_TABLE, SEQUENCE -> "pg_class";
      case FUNCTION -> "pg_proc";
      case TYPE -> "pg_type";
    };
  }

  private static String aclColumn(Thing.Kind kind) {
    return switch (kind) {
      case DATABASE -> "datacl";
      case SCHEMA -> "nspacl";
      case TABLE, VIEW, MATERIALIZED_VIEW, FOREIGN_TABLE, SEQUENCE -> "relacl";
      case FUNCTION -> "proacl";
      case TYPE -> "typacl";
    };
  }

  private static String ownerColumn(Thing.Kind kind) {
    return switch (kind) {
      case DATABASE -> "datdba";
      case SCHEMA -> "nspowner";
      case TABLE, VIEW, MATERIALIZED_VIEW, FOREIGN_TABLE, SEQUENCE -> "relowner";
      case FUNCTION -> "proowner";
      case TYPE -> "typowner";
    };
  }
}
