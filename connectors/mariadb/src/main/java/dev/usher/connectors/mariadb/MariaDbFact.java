package dev.usher.connectors.mariadb;

import dev.usher.core.diff.Native;
import dev.usher.core.model.Hold;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Target;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The facts of a server. Those about accounts are there once for each target they serve. */
sealed interface MariaDbFact extends Native
    permits MariaDbFact.Account,
        MariaDbFact.Barred,
        MariaDbFact.Group,
        MariaDbFact.Granted,
        MariaDbFact.Held,
        MariaDbFact.Beyond,
        MariaDbFact.Stranger,
        MariaDbFact.Carrier,
        MariaDbFact.Definer,
        MariaDbFact.Server,
        RowFact {

  /** How far something that a mark speaks of has come. */
  enum State {
    /** There is only the mark. */
    MARKED,
    /** The mark says that it is being made; it is there, and so far it can do nothing. */
    BORN,
    MADE
  }

  /**
   * An account's business in one target.
   *
   * @param adopted it had a life before usher
   * @param open whether one gets in with it
   * @param ready whether its personal role is there, is its own, and is its default role
   * @param unswept whether sessions may have kept what was taken in this target
   * @param until when its password ends, where it has one that does
   */
  record Account(
      Target target,
      Grantee who,
      boolean adopted,
      State state,
      boolean open,
      boolean ready,
      boolean unswept,
      Optional<Instant> until)
      implements MariaDbFact {
    static Account good(Target target, Grantee who, boolean adopted, Optional<Instant> until) {
      return new Account(target, who, adopted, State.MADE, true, true, false, until);
    }

    /** The same for one that has all it is to have without a role of its own. */
    Account asItWas() {
      return new Account(target, who, adopted, state, open, false, unswept, until);
    }

    Account closed() {
      return new Account(target, who, adopted, state, false, ready, false, until);
    }

    @Override
    public Object key() {
      return List.of("account", target, who);
    }

    @Override
    public String prose() {
      return "account "
          + who
          + (state == State.MADE ? "" : ", not made")
          + (open ? "" : ", closed")
          + (ready || state == State.MARKED ? "" : ", without its role")
          + (unswept ? ", with sessions to end" : "")
          + until.map(end -> ", with a password until " + end).orElse("");
    }

    @Override
    public String holder() {
      return who.toString();
    }

    @Override
    public String account() {
      return who.name();
    }

    @Override
    public boolean isOver(Instant now) {
      return until.filter(end -> !end.isAfter(now)).isPresent();
    }
  }

  /** Somebody is kept out; a row of usher.mark says so. */
  record Barred(Target target, Hold hold) implements MariaDbFact {
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
  }

  /**
   * The native role of a role of the policy in a target.
   *
   * @param role as the policy calls it
   */
  record Group(Target target, String name, String role, State state) implements MariaDbFact {
    @Override
    public Object key() {
      return List.of("group", target, name);
    }

    @Override
    public String prose() {
      return "role " + name + (state == State.MADE ? "" : ", not made");
    }

    @Override
    public String holder() {
      return name;
    }
  }

  /**
   * One role is granted to another, or to an account.
   *
   * @param admin whether it can be given on
   */
  record Granted(Target target, Grantee role, Grantee to, boolean admin) implements MariaDbFact {
    @Override
    public Set<String> about() {
      return Set.of(to.name());
    }

    @Override
    public Object key() {
      return List.of("granted", role, to);
    }

    @Override
    public String prose() {
      return role + " for " + to + (admin ? ", to give on" : "");
    }

    @Override
    public String holder() {
      return to.toString();
    }

    @Override
    public Optional<Tie> tie() {
      return Optional.of(new Tie(role, to));
    }

    @Override
    public Set<Object> forRoles() {
      return Set.of(to);
    }
  }

  /**
   * What somebody holds on one thing.
   *
   * @param what privilege in lower case, then its columns, "" for the whole thing; {@code grant
   *     option} is one of them
   */
  record Held(Target target, Grantee by, Resource on, SortedMap<String, SortedSet<String>> what)
      implements MariaDbFact {
    static final String WHOLE = "";

    /** Of all that somebody holds on the thing. */
    static final String OPTION = "grant option";

    static final Set<String> OF_ROUTINES = Set.of("execute", "alter routine");
    private static final Set<String> ROUTINES = Set.of("function", "procedure");

    static Held of(Grantee by, Resource on, Map<String, ? extends Set<String>> what) {
      SortedMap<String, SortedSet<String>> all = new TreeMap<>();
      what.forEach(
          (privilege, columns) ->
              all.put(privilege, Collections.unmodifiableSortedSet(new TreeSet<>(columns))));
      return new Held(on.target(), by, on, Collections.unmodifiableSortedMap(all));
    }

    /** Whether it is on the database as a whole, which a session remembers until its next USE. */
    boolean isOfDatabase() {
      return on.path().isEmpty();
    }

    boolean isOfRoutine() {
      return !isOfDatabase() && ROUTINES.contains(on.path().getFirst().kind());
    }

    @Override
    public Set<Object> forRoles() {
      return Set.of(by);
    }

    @Override
    public Set<String> about() {
      return Set.of(by.name(), on.toString());
    }

    @Override
    public Object key() {
      return List.of("held", by, on);
    }

    @Override
    public String prose() {
      return words() + " on " + on + " for " + by;
    }

    String words() {
      return what.entrySet().stream()
          .map(
              one ->
                  one.getValue().contains(WHOLE)
                      ? one.getKey()
                      : one.getKey() + " (" + String.join(", ", one.getValue()) + ")")
          .collect(Collectors.joining(", "));
    }

    @Override
    public String holder() {
      return by.toString();
    }
  }

  /** What somebody who is ours holds, and usher cannot take: elsewhere, or on everything. */
  record Beyond(Target target, Grantee by, String what, String take) implements MariaDbFact {
    @Override
    public Set<String> about() {
      return Set.of(by.name());
    }

    @Override
    public Object key() {
      return this;
    }

    @Override
    public String prose() {
      return what + " for " + by;
    }

    @Override
    public String holder() {
      return by.toString();
    }
  }

  /**
   * An account or a role that usher did not make.
   *
   * @param defaultRole empty where it has none
   * @param unnamed why no policy can name somebody so; empty where one can
   */
  record Stranger(Target target, Grantee who, String defaultRole, String unnamed)
      implements MariaDbFact {
    @Override
    public Object key() {
      return List.of("stranger", who);
    }

    @Override
    public String prose() {
      return (who.isRole() ? "role " : "account ") + who;
    }
  }

  /**
   * One that was there before usher is to carry a role of the policy.
   *
   * @param role as the policy calls it
   * @param own whether it is an account, which carries it for itself alone
   * @param refusal why it cannot; empty where it does
   */
  record Carrier(Target target, Grantee who, String role, boolean own, String refusal)
      implements MariaDbFact {
    @Override
    public Object key() {
      return List.of("carrier", who);
    }

    @Override
    public String prose() {
      return who + " carries " + role;
    }
  }

  /**
   * Something runs with the rights of one of ours.
   *
   * @param of {@code view shop.v}
   */
  record Definer(Target target, Grantee who, String of) implements MariaDbFact {
    @Override
    public Object key() {
      return this;
    }

    @Override
    public String prose() {
      return who + " is the definer of " + of;
    }
  }

  /**
   * The server as usher finds it.
   *
   * @param admin usher's own account
   * @param patterns how it reads databases' names
   * @param gives roles that usher's account may give and take
   */
  record Server(
      Target target, String version, Grantee admin, DatabasePatterns patterns, Set<Grantee> gives)
      implements MariaDbFact {
    @Override
    public Object key() {
      return List.of("server", target);
    }

    @Override
    public String prose() {
      return "the server, " + version;
    }
  }
}
