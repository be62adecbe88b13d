package dev.usher.engine.scim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Function;

/** Where it is kept what directories say. */
public interface ScimStore {
  /**
   * One new user and nothing else: of all that a directory says, there is nothing more of at a
   * time.
   *
   * @throws ScimRefused where somebody has the userName or the name
   */
  ScimUser create(String directory, ObjectNode document);

  /**
   * One transaction on one directory, which sees no other one's rows. It may be run again from its
   * beginning when somebody else came in between.
   *
   * @throws ScimRefused by what is done in it; then nothing of it was done
   */
  <T> T in(String directory, Function<ScimDirectory, T> work);
}
