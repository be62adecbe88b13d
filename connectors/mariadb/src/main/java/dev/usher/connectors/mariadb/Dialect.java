package dev.usher.connectors.mariadb;

import dev.usher.core.model.SystemType;
import dev.usher.sql.MariaDbDialect.Bytewise;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What MariaDB and MySQL have or say differently. All else is said once, for both. */
sealed interface Dialect permits MariaDbDialect, MySqlDialect {

  /** What the policy language knows of it. */
  SystemType type();

  /** As people call it. */
  String product();

  MariaDbNames names();

  /** Why a server that says it is that will not do, and what to do; empty when it will. */
  Optional<String> refusal(String version);

  /**
   * What each connection of usher's sets for itself.
   *
   * @param seconds longest wait for a lock
   */
  List<String> settings(long seconds);

  /** Whom a row of the database mysql speaks of. */
  Grantee grantee(String user, String host);

  /**
   * Version, usher's account, whether names are folded, whether nothing can be written, whether
   * {@code _} and {@code %} are wildcards in a database's name.
   */
  String server();

  /**
   * Name, host, whether it is locked, whether it holds something on everything, its default roles,
   * whether no password fits. Not the hash of a password: whether there is one that could fit. What
   * nobody comes in by, a role, is locked and has none.
   */
  String users();

  /** The table that has a row for each account, with columns User and Host. */
  String accounts();

  /** Name, host, the role's name, its host, whether it can be given on. */
  String roles();

  /** The table that has a row for each. */
  String memberships();

  /**
   * Account, what runs with its rights, its database and name, as far as usher's account may see.
   */
  String definers();

  /** The collation that compares texts in utf8mb4 by their bytes, without padding. */
  Bytewise bytewise();

  /** Database, name, type, whose rights it runs with. */
  String routines();

  /** Whether usher's account may give and take every role, not those alone that it made. */
  boolean givesEveryRole();

  /**
   * Whether that is a role, whoever made it.
   *
   * @param locked whether it lets nobody in
   */
  boolean isRole(Grantee who, boolean locked);

  /** Whether one who came in by a row may take up the roles of its namesakes of other hosts. */
  boolean sharesRoles();

  /** Those whose privileges everybody has, or may take up. */
  List<Grantee> everybody(Connection connection) throws SQLException;

  /** A table of open sessions. */
  String sessions();

  /** How an account is said to let nobody in by a password, after its name. */
  String noPassword();

  /**
   * How an account is said to have that password, after its name. Nobody can read it off: it is a
   * hash.
   */
  String password(char[] secret);

  /**
   * How a password that was kept beside the new one is taken, after a name, where there are two.
   */
  Optional<String> noOldPassword();

  String createRoles(Collection<String> names);

  String createRoleIfMissing(String name);

  /** The one default role of an account. */
  String defaultRole(String role, Grantee account);

  String noDefaultRole(Grantee account);

  /** Whether it can be taken from somebody that they give a role on, and the role left. */
  boolean takesAdminAlone();

  /** Ends sessions, there alone where a database is said, and looks again until there are none. */
  String endSessions(Collection<Grantee> accounts, Optional<String> database);
}
