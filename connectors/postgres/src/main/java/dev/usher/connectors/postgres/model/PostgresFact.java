package dev.usher.connectors.postgres.model;

import dev.usher.core.diff.Native;
import dev.usher.core.model.Hold;
import dev.usher.core.model.Target;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The facts of a PostgreSQL cluster. The first six are what plans change; the rest is context that
 * a plan has to know.
 */
public sealed interface PostgresFact extends Native
    permits PostgresFact.Group,
        PostgresFact.Account,
        PostgresFact.Barred,
        PostgresFact.Membership,
        PostgresFact.Held,
        PostgresFact.Privilege,
        PostgresFact.Owner,
        PostgresFact.Role,
        PostgresFact.GivenBy,
        PostgresFact.Connected,
        PostgresFact.Residue,
        PostgresFact.Server,
        RowFact,
        BirthFact,
        TieFact {
  /** The grantee that is everybody; no role can have an empty name. */
  String PUBLIC = "";

  /**
   * The group role that carries a role of the policy in one target.
   *
   * @param role the policy's name for it
   * @param attributes what it should not have and usher can take: LOGIN, CREATEROLE, …
   */
  record Group(Target target, String name, String role, List<String> attributes)
      implements PostgresFact {
    @Override
    public Object key() {
      return List.of("group", name);
    }

    @Override
    public String prose() {
      return "group role " + name + " for " + role + having(attributes);
    }
  }

  /**
   * An account's business in one target. One account of a cluster may have several.
   *
   * @param adopted whether it was there before usher
   * @param open whether it may log in
   * @param attributes what it should not have and usher can take; empty for an adopted one
   */
  record Account(Target target, String name, boolean adopted, boolean open, List<String> attributes)
      implements PostgresFact {
    @Override
    public Object key() {
      return List.of("account", target, name);
    }

    @Override
    public String prose() {
      return (adopted ? "adopted account " : "account ")
          + name
          + (open ? "" : ", closed")
          + having(attributes);
    }

    @Override
    public String account() {
      return name;
    }
  }

  /** Somebody is kept out: a role that can do nothing says so. */
  record Barred(Target target, Hold hold) implements PostgresFact {
    @Override
    public Set<String> about() {
      return Set.of(hold.subject());
    }

    @Override
    public Object key() {
      return List.of("barred", target, hold.subject());
    }

    @Override
    public String prose() {
      return "the record that " + hold;
    }

    public String name() {
      return PostgresNames.kept(target, hold.subject());
    }
  }

  /**
   * A role's membership in another. Before PostgreSQL 16 the options are always inherit and set.
   *
   * @param target the target of the group, where it is one of ours
   */
  record Membership(
      Target target, String group, String member, boolean inherit, boolean set, boolean admin)
      implements PostgresFact {
    @Override
    public Object key() {
      return List.of("membership", group, member);
    }

    @Override
    public String prose() {
      return "membership of " + member + " in " + group + options();
    }

    /** What is not as usual, in words. */
    public String options() {
      return (admin ? " with admin option" : "") + (inherit ? "" : ", not inherited");
    }

    @Override
    public String holder() {
      return member;
    }

    @Override
    public String account() {
      return member;
    }

    @Override
    public Optional<Tie> tie() {
      return Optional.of(new Tie(group, member));
    }

    @Override
    public Set<Object> forRoles() {
      return Set.of(member);
    }
  }

  /**
   * All that usher's to change holds on one thing: its own roles, and PUBLIC where the policy says
   * so.
   */
  record Held(Target target, Thing on, Acl acl) implements PostgresFact {
    /** There are many of these: written out, for what comes with a record is slow at the start. */
    @Override
    public int hashCode() {
      return 31 * (31 * on.hashCode() + target.hashCode()) + acl.hashCode();
    }

    @Override
    public boolean equals(Object other) {
      return this == other
          || other instanceof Held one
              && on.equals(one.on)
              && acl.equals(one.acl)
              && target.equals(one.target);
    }

    @Override
    public Held key() {
      return new Held(target, on, Acl.NONE);
    }

    @Override
    public String prose() {
      return acl.items().size() + " privileges on " + on.prose();
    }

    /** Each by itself. */
    public Stream<Privilege> privileges() {
      return acl.items().stream().map(item -> Privilege.of(target, on, item));
    }
  }

  /**
   * One privilege of one grantee, which is not usher's to change.
   *
   * @param column empty for the whole thing
   * @param privilege in capitals, as SQL has it
   * @param grantee a role, or {@link #PUBLIC}
   * @param grantor whose grant it is: the owner's, unless somebody passed on what they held
   */
  record Privilege(
      Target target,
      Thing on,
      String column,
      String privilege,
      String grantee,
      String grantor,
      boolean grantable)
      implements PostgresFact {
    public static Privilege of(Target target, Thing on, Acl.Item item) {
      return new Privilege(
          target,
          on,
          item.column(),
          item.privilege(),
          item.grantee(),
          item.grantor(),
          item.grantable());
    }

    public Acl.Item item() {
      return new Acl.Item(column, privilege, grantee, grantor, grantable);
    }

    /** Of what tells most of them apart: a large cluster has some hundred thousand of them. */
    @Override
    public int hashCode() {
      return 31 * (31 * (31 * on.hashCode() + column.hashCode()) + privilege.hashCode())
          + grantee.hashCode();
    }

    @Override
    public boolean equals(Object other) {
      return this == other
          || other instanceof Privilege one
              && on.equals(one.on)
              && column.equals(one.column)
              && privilege.equals(one.privilege)
              && grantee.equals(one.grantee)
              && grantor.equals(one.grantor)
              && target.equals(one.target)
              && grantable == one.grantable;
    }

    @Override
    public Object key() {
      return grantable
          ? new Privilege(target, on, column, privilege, grantee, grantor, false)
          : this;
    }

    @Override
    public String prose() {
      return privilege
          + " on "
          + on.prose()
          + (column.isEmpty() ? "" : "." + column)
          + " for "
          + (grantee.equals(PUBLIC) ? "PUBLIC" : grantee)
          + (grantable ? " with grant option" : "");
    }

    @Override
    public String holder() {
      return grantee.equals(PUBLIC) ? "PUBLIC" : grantee;
    }
  }

  /** Who owns a thing, and so is the grantor of what usher grants on it. */
  record Owner(Target target, Thing on, String owner) implements PostgresFact {
    /** As of {@link Held}. */
    @Override
    public int hashCode() {
      return 31 * (31 * on.hashCode() + target.hashCode()) + owner.hashCode();
    }

    @Override
    public boolean equals(Object other) {
      return this == other
          || other instanceof Owner one
              && on.equals(one.on)
              && owner.equals(one.owner)
              && target.equals(one.target);
    }

    @Override
    public Object key() {
      return List.of("owner", target, on);
    }

    @Override
    public String prose() {
      return on.prose() + " of " + owner;
    }
  }

  /**
   * Any role of the cluster.
   *
   * @param attributes all that it has beyond the usual: SUPERUSER, CREATEROLE, …; sorted
   */
  record Role(Target target, String name, boolean login, List<String> attributes)
      implements PostgresFact {
    public boolean superuser() {
      return attributes.contains("SUPERUSER");
    }

    @Override
    public Object key() {
      return List.of("role", name);
    }

    @Override
    public String prose() {
      return "role " + name;
    }
  }

  /** Who gave a membership; from PostgreSQL 16 on several roles may have given the same one. */
  record GivenBy(Target target, String group, String member, String grantor)
      implements PostgresFact {
    @Override
    public Object key() {
      return this;
    }

    @Override
    public String prose() {
      return "membership of " + member + " in " + group + " given by " + grantor;
    }
  }

  /** A closed account of ours that still has a session. */
  record Connected(Target target, String name) implements PostgresFact {
    @Override
    public Object key() {
      return this;
    }

    @Override
    public String prose() {
      return "sessions of " + name;
    }

    @Override
    public String account() {
      return name;
    }
  }

  /** How something hangs on a role. */
  enum Hangs {
    /** The role owns it, and usher's account can hand it on. */
    OWNED,
    /** It names the role, and can be taken: a privilege, a default privilege, a policy. */
    NAMED,
    /** It is somebody else's to take: a superuser's grant, what is where usher cannot come in. */
    OTHERS
  }

  /**
   * What keeps a role of ours from being dropped and is not usher's to take away.
   *
   * @param database empty for what the cluster shares
   */
  record Residue(Target target, String role, String database, String what, Hangs how)
      implements PostgresFact {
    public String where() {
      return database.isEmpty() ? "in the cluster" : "in database " + database;
    }

    @Override
    public Object key() {
      return this;
    }

    @Override
    public String prose() {
      return role + " " + what + " " + where();
    }
  }

  /**
   * The server as usher's own account meets it in one target.
   *
   * @param encoding of the database: {@code UTF8}
   * @param version as {@code server_version_num}: 150020
   * @param admin usher's own account
   * @param attributes what that has beyond the usual: SUPERUSER, CREATEROLE, …
   * @param grantor who gives the memberships that usher gives
   * @param usable roles whose privileges the account has
   * @param becomes roles that it can become by SET ROLE
   * @param administers roles that it may alter, drop and give
   * @param hooks event triggers that would run code of others with its rights, for people
   */
  record Server(
      Target target,
      String database,
      String encoding,
      int version,
      String admin,
      List<String> attributes,
      String grantor,
      Set<String> usable,
      Set<String> becomes,
      Set<String> administers,
      List<String> hooks)
      implements PostgresFact {
    @Override
    public Object key() {
      return List.of("server", target);
    }

    @Override
    public String prose() {
      return "PostgreSQL " + version / 10000 + " as " + admin;
    }

    /** The same server, as another of its databases would meet the same account. */
    public Server at(Target other, String name) {
      return new Server(
          other,
          name,
          encoding,
          version,
          admin,
          attributes,
          grantor,
          usable,
          becomes,
          administers,
          hooks);
    }

    public boolean superuser() {
      return attributes.contains("SUPERUSER");
    }

    /** Before 16 CREATEROLE took what it liked; from 16 on only what its holder has itself. */
    public boolean canTake(String attribute) {
      return superuser()
          || switch (attribute) {
            case "SUPERUSER" -> false;
            case "REPLICATION", "BYPASSRLS" -> has16() && attributes.contains(attribute);
            case "CREATEDB" -> !has16() || attributes.contains(attribute);
            default -> true;
          };
    }

    /** Whether usher's account can become that role as it is. */
    public boolean turnsInto(String role) {
      return superuser() || role.equals(admin) || becomes.contains(role);
    }

    /** Whether usher's account has what that role has. */
    public boolean uses(String role) {
      return superuser() || usable.contains(role);
    }

    /** Whether usher's account may alter, drop and give the role; before 16 it may any. */
    public boolean alters(String role) {
      return superuser() || !has16() || administers.contains(role);
    }

    /**
     * Whether statements that are prepared keep the row policies that held before a membership
     * changed: mended in the minors of August 2026.
     */
    public boolean keepsPolicies() {
      int minor = version % 10000;
      return switch (version / 10000) {
        case 14 -> minor < 24;
        case 15 -> minor < 19;
        case 16 -> minor < 15;
        case 17 -> minor < 11;
        case 18 -> minor < 6;
        default -> false;
      };
    }

    public boolean has16() {
      return version >= 160000;
    }
  }

  /** Every privilege among the facts, by itself. */
  static Stream<Privilege> privileges(Collection<PostgresFact> facts) {
    return facts.stream()
        .flatMap(
            fact ->
                switch (fact) {
                  case Held held -> held.privileges();
                  case Privilege one -> Stream.of(one);
                  case Group _,
                      Account _,
                      Barred _,
                      Membership _,
                      Owner _,
                      Role _,
                      GivenBy _,
                      Connected _,
                      Residue _,
                      Server _,
                      RowFact _,
                      BirthFact _,
                      TieFact _ ->
                      Stream.empty();
                });
  }

  private static String having(List<String> attributes) {
    return attributes.isEmpty() ? "" : " with " + String.join(", ", attributes);
  }
}
