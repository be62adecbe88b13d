package dev.usher.engine.follow;

import dev.usher.core.access.Roster;
import java.util.Collection;

/** What directories say of people, as far as it is in force. */
public interface Directories {
  /** Nobody is spoken of: without a server there is no directory. */
  Directories NONE =
      new Directories() {
        @Override
        public boolean areHeard() {
          return false;
        }

        @Override
        public Roster everybody() {
          return Roster.NOBODY;
        }

        @Override
        public Roster of(Collection<String> subjects) {
          return Roster.NOBODY;
        }
      };

  /** Whether they are: without, who is missing is not gone, and nothing is to be taken by it. */
  default boolean areHeard() {
    return true;
  }

  Roster everybody();

  /** The same of these subjects alone, at a cost that does not grow with all the others. */
  Roster of(Collection<String> subjects);
}
