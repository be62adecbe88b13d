package dev.usher.core.plan;

import dev.usher.core.model.Cause;
import dev.usher.core.model.Target;
import dev.usher.core.model.Visible;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All that will be done to one realm, and nothing else will. Holds no secret.
 *
 * @param realm the realm's key
 * @param fingerprint of what it was computed from
 */
public record Plan(String realm, String fingerprint, List<Stage> stages) {

  /**
   * The order of things: what takes away comes first, who may come in comes last. Sessions are
   * ended of accounts that are closed; where a session keeps what it began with, it is ended by
   * {@link #REVOKE}, after what is taken is taken.
   */
  public enum Phase {
    CLOSE,
    END_SESSIONS,
    REVOKE,
    REMOVE,
    CREATE,
    GRANT,
    OPEN
  }

  public enum Risk {
    NONE,
    /** Somebody can do more than before. */
    WIDENS,
    /** Somebody can do less than before. */
    NARROWS,
    /** Somebody whom usher does not manage may lose what they live from. */
    OUTAGE
  }

  /**
   * @param id from 1, in the plan's order
   * @param target where it runs
   * @param atomic whether all its steps are one transaction; else each is by itself
   */
  public record Stage(int id, Phase phase, Target target, boolean atomic, List<Step> steps) {}

  /**
   * One statement exactly as it will run.
   *
   * @param id from 1, in the plan's order
   * @param statement without any secret
   */
  public record Step(int id, String statement, List<Effect> effects, Risk risk) {}

  /**
   * What a step changes, told under a target.
   *
   * <p>The texts hold names of others, and are made visible here.
   *
   * @param group what lines are told together, such as {@code SELECT for analyst}
   * @param prose one clause: {@code SELECT on public.orders for analyst}
   * @param before what was there, of what is changed and told of in other words
   * @param about whom and what, see {@link dev.usher.core.diff.Native#about}
   */
  public record Effect(
      Kind kind,
      Target target,
      String group,
      String prose,
      Optional<String> before,
      Set<Cause> causes,
      Set<String> about) {
    public enum Kind {
      ADD,
      CHANGE,
      TAKE
    }

    public Effect {
      group = Visible.line(group);
      prose = Visible.line(prose);
      before = before.map(Visible::line);
      about = Set.copyOf(about);
    }

    /** Of which nobody says what was there before. */
    public Effect(
        Kind kind,
        Target target,
        String group,
        String prose,
        Set<Cause> causes,
        Set<String> about) {
      this(kind, target, group, prose, Optional.empty(), causes, about);
    }

    /** The same, of what was there before. */
    public Effect was(String before) {
      Optional<String> other = Optional.of(before).filter(was -> !was.equals(prose));
      return new Effect(kind, target, group, prose, other, causes, about);
    }

    /** About nobody and nothing in particular. */
    public Effect(Kind kind, Target target, String group, String prose, Set<Cause> causes) {
      this(kind, target, group, prose, causes, Set.of());
    }
  }

  public boolean isEmpty() {
    return stages.isEmpty();
  }
}
