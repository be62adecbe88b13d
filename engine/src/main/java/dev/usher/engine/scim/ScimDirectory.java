package dev.usher.engine.scim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * One directory's users and groups, within a transaction. What is said is kept at once; whom it
 * takes something from may have to wait ({@link Brake}).
 *
 * <p>An {@code expected} version is that of the ETag which the caller has seen; another one now
 * refuses the change.
 */
public interface ScimDirectory {
  /** In their order; one that is not made does not hold up the others. */
  List<Made> create(List<ObjectNode> documents);

  Optional<ScimUser> user(String id);

  /** Whom a name of the policy is bound to, as long as the directory tells of them. */
  Optional<ScimUser> named(String subject);

  ScimPage<ScimUser> users(ScimQuery query);

  /**
   * Makes another document of it.
   *
   * @param change of the document; may be run on a copy
   */
  ScimUser change(String id, OptionalLong expected, UnaryOperator<ObjectNode> change);

  void deleteUser(String id, OptionalLong expected);

  ScimGroup createGroup(List<GroupChange> said);

  /**
   * One of them.
   *
   * @param members whether they are wanted: there may be a hundred thousand
   */
  Optional<ScimGroup> group(String id, boolean members);

  ScimPage<ScimGroup> groups(ScimQuery query, boolean members);

  /** Members whom the directory has not told of are kept in mind and left out. */
  void change(String id, OptionalLong expected, List<GroupChange> said);

  void deleteGroup(String id, OptionalLong expected);

  /** A step of several: when it is refused, nothing of it was done, and the others are. */
  <T> T step(Supplier<T> step);
}
