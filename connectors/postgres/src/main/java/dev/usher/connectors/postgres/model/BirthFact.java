package dev.usher.connectors.postgres.model;

import dev.usher.core.model.Target;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The facts of what somebody will make: the first is usher's to change, the rest is context. Each
 * is about one creator, the role that will own what it makes (manual, ALTER DEFAULT PRIVILEGES).
 */
public sealed interface BirthFact extends PostgresFact {

  /** What default privileges are for, by {@code pg_default_acl.defaclobjtype}. */
  enum Coming {
    /** Views, materialized and foreign tables and partitions too: PostgreSQL knows one word. */
    TABLES('r'),
    SEQUENCES('S'),
    ROUTINES('f'),
    TYPES('T'),
    SCHEMAS('n'),
    LARGE_OBJECTS('L');

    private final char letter;

    Coming(char letter) {
      this.letter = letter;
    }

    public static Coming of(String letter) {
      for (Coming one : values()) if (one.letter == letter.charAt(0)) return one;
      throw new IllegalArgumentException("no kind of default privileges " + letter);
    }

    /** As the statement has it. */
    public String keyword() {
      return name().replace('_', ' ');
    }

    String prose() {
      return keyword().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One privilege that one role gets on what a creator makes, from its birth.
   *
   * @param schema empty for every schema
   * @param privilege in capitals, as SQL has it
   * @param grantee a role that usher made or took over
   */
  record Default(
      Target target,
      String creator,
      String schema,
      Coming coming,
      String privilege,
      String grantee,
      boolean grantable)
      implements BirthFact {
    @Override
    public Set<String> about() {
      return Set.of(creator);
    }

    @Override
    public Object key() {
      return grantable
          ? new Default(target, creator, schema, coming, privilege, grantee, false)
          : this;
    }

    @Override
    public Set<Object> forRoles() {
      return Set.of(grantee);
    }

    @Override
    public String prose() {
      return privilege + " on " + what() + " for " + grantee + (grantable ? " to pass on" : "");
    }

    /** Of what, for people. */
    public String what() {
      return coming.prose()
          + " that "
          + creator
          + " will make"
          + (schema.isEmpty() ? "" : " in " + schema);
    }

    @Override
    public String holder() {
      return grantee;
    }
  }

  /**
   * A creator may make children of a table in that schema, wherever it puts them.
   *
   * @param partitioned else by inheritance, where a child has columns of its own
   */
  record Parent(Target target, String creator, String schema, boolean partitioned)
      implements BirthFact {
    @Override
    public Object key() {
      return this;
    }

    @Override
    public String prose() {
      return creator + " owns parents in " + schema;
    }
  }

  /**
   * A creator may make tables in that schema, and so one that has parts elsewhere.
   *
   * @param creator {@link PostgresFact#PUBLIC} where everybody may, and usher does not manage
   * @param schema empty for one that it makes itself
   */
  record Room(Target target, String creator, String schema) implements BirthFact {
    @Override
    public Object key() {
      return this;
    }

    @Override
    public String prose() {
      return (creator.equals(PUBLIC) ? "everybody" : creator) + " makes tables in " + schema;
    }
  }

  /**
   * A partition that a creator made.
   *
   * @param root the table that it is a part of, whose rows it shows
   */
  record Part(Target target, Thing on, String creator, Thing root) implements BirthFact {
    @Override
    public Object key() {
      return List.of("part", target, on);
    }

    @Override
    public String prose() {
      return on.prose() + ", a partition of " + root.prose();
    }
  }
}
