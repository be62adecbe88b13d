package dev.usher.testkit.fake;

import dev.usher.core.diff.Native;
import dev.usher.core.model.Hold;
import dev.usher.core.model.Resource;
import dev.usher.core.model.Target;
import java.util.List;
import java.util.Set;

/** The facts of a house. */
public sealed interface LocksFact extends Native {
  /**
   * A badge's business in one wing.
   *
   * @param open whether one gets in with it
   * @param unswept whether keys may have been melted that somebody inside still has
   */
  record Badge(Target target, String name, boolean open, boolean unswept) implements LocksFact {
    @Override
    public Object key() {
      return List.of("badge", target, name);
    }

    @Override
    public String prose() {
      return "badge " + name + (open ? "" : ", blocked") + (unswept ? ", not swept out" : "");
    }

    @Override
    public String account() {
      return name;
    }
  }

  /** Somebody is kept out; posted in the wing. */
  record Barred(Target target, Hold hold) implements LocksFact {
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

  /** What a badge may do with one thing. */
  record Key(String badge, Resource on, String action) implements LocksFact {
    @Override
    public Target target() {
      return on.target();
    }

    @Override
    public Set<String> about() {
      return Set.of(badge, on.toString());
    }

    @Override
    public Object key() {
      return this;
    }

    @Override
    public String prose() {
      return action + " " + on + " for " + badge;
    }

    @Override
    public String holder() {
      return badge;
    }

    @Override
    public String account() {
      return badge;
    }
  }

  /** A badge that usher did not make. */
  record Stranger(Target target, String name) implements LocksFact {
    @Override
    public Object key() {
      return List.of("stranger", name);
    }

    @Override
    public String prose() {
      return "badge " + name;
    }
  }
}
