package dev.usher.core.plan;

import dev.usher.core.model.Cause;
import dev.usher.core.model.Target;
import dev.usher.core.model.Visible;
import java.util.List;
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
   * <p>Both texts hold names of others, and are made visible here.
   *
   * @param group what lines are told together, such as {@code SELECT for analyst}
   * @param prose one clause: {@code SELECT on public.orders for analyst}
   */
  public record Effect(Kind kind, Target target, String group, String prose, Set<Cause> causes) {
    public enum Kind {
      ADD,
      CHANGE,
      TAKE
    }

    public Effect {
      group = Visible.line(group);
      prose = Visible.line(prose);
    }
  }

  public boolean isEmpty() {
    return stages.isEmpty();
  }
}
