package dev.usher.engine.gateway;

import dev.usher.core.model.Policy.Subject.Kind;

/** Who made a request, as the policy calls them; or that it is nobody of it. */
sealed interface Asker {
  record Known(Kind kind, String name) implements Asker {}

  /**
   * @param why for the log
   */
  record Nobody(String why) implements Asker {}
}
