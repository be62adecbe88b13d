package dev.usher.connectors.redis;

import dev.usher.core.diff.Native;
import dev.usher.core.model.Hold;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Target;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The facts of a Redis server. */
sealed interface RedisFact extends Native {
  /**
   * Somebody's account, as far as one target goes.
   *
   * @param on whether one comes in by it
   * @param unswept whether its connections may still do what has been taken
   * @param ends when the password that usher issued ends
   */
  record Account(Target target, String name, boolean on, boolean unswept, Optional<Instant> ends)
      implements RedisFact {
    @Override
    public Object key() {
      return List.of("account", target, name);
    }

    @Override
    public String prose() {
      return "account "
          + name
          + (on ? "" : ", closed")
          + (unswept ? ", its connections not ended" : "")
          + ends.map(at -> ", its password ends " + at).orElse("");
    }

    @Override
    public String holder() {
      return name;
    }

    @Override
    public String account() {
      return name;
    }

    @Override
    public boolean isOver(Instant now) {
      return ends.filter(end -> !end.isAfter(now)).isPresent();
    }
  }

  /** Somebody is kept out: a closed account that can do nothing says so. */
  record Barred(Target target, Hold hold) implements RedisFact {
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

  /** What an account may do with a thing: a key space, a channel, the server itself. */
  record Held(String account, Resource on, Actions actions) implements RedisFact {
    @Override
    public Target target() {
      return on.target();
    }

    @Override
    public Set<String> about() {
      return Set.of(account, on.toString());
    }

    @Override
    public Object key() {
      return List.of("held", account, on);
    }

    @Override
    public String prose() {
      return actions + " on " + on + " for " + account;
    }

    @Override
    public String holder() {
      return account;
    }
  }

  /**
   * What usher does not write: patterns of nobody's key space, a selector of no use, a flag.
   *
   * @param rule as the server shows it
   */
  record Beyond(Target target, String account, String rule) implements RedisFact {
    @Override
    public Set<String> about() {
      return Set.of(account);
    }

    @Override
    public Object key() {
      return this;
    }

    @Override
    public String prose() {
      return "the rule " + rule + " of " + account;
    }

    @Override
    public String holder() {
      return account;
    }
  }

  /**
   * The mark of a target that the policy does not have any more.
   *
   * @param of the digest of its name
   */
  record Stale(Target target, String account, String of, boolean unswept) implements RedisFact {
    @Override
    public Set<String> about() {
      return Set.of(account);
    }

    @Override
    public Object key() {
      return List.of("stale", account, of);
    }

    @Override
    public String prose() {
      return "account " + account + ", for a target that is no more";
    }

    @Override
    public String holder() {
      return account;
    }
  }

  /** What is so now is not in the ACL file yet. */
  record Unsaved(Target target) implements RedisFact {
    @Override
    public Object key() {
      return "unsaved";
    }

    @Override
    public String prose() {
      return "accounts that the ACL file does not hold yet";
    }
  }

  /**
   * An account that was there before usher, and that the policy takes over.
   *
   * @param targets for which it is taken over, sorted
   * @param unmarked those of them whose mark it does not have yet
   * @param lacks what comes along elsewhere and it does not have: it stays so
   * @param kept what it may do and no policy says, as selectors: that stays too
   */
  record Adopted(
      String name,
      List<Target> targets,
      List<Target> unmarked,
      List<String> lacks,
      List<String> kept)
      implements RedisFact {
    @Override
    public Target target() {
      return targets.getFirst();
    }

    @Override
    public Object key() {
      return List.of("adopted", name);
    }

    @Override
    public String prose() {
      return "account " + name + ", which was there before usher";
    }
  }

  /** An account that usher did not make. */
  record Stranger(Target target, String name) implements RedisFact {
    @Override
    public Object key() {
      return List.of("stranger", name);
    }

    @Override
    public String prose() {
      return "account " + name;
    }
  }

  /**
   * The server.
   *
   * @param rules what its commands are, and what rules come to there
   * @param aclFile whether it has one
   * @param open whether everybody comes in without a name and a password
   * @param admin usher's own account
   * @param heads of the ledger, as they are written
   */
  record Server(
      Target target,
      CommandRules rules,
      boolean aclFile,
      boolean open,
      String admin,
      Set<String> heads)
      implements RedisFact {
    Dialect dialect() {
      return rules.dialect();
    }

    @Override
    public Object key() {
      return "server";
    }

    @Override
    public String prose() {
      return "Redis " + dialect().version();
    }
  }
}
