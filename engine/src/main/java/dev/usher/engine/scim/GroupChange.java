package dev.usher.engine.scim;

import java.util.List;
import java.util.Optional;

/** One thing that a directory says of a group. Members are told by their ids, as they were sent. */
public sealed interface GroupChange {
  record Named(String displayName) implements GroupChange {}

  record External(Optional<String> id) implements GroupChange {}

  record Join(List<String> members) implements GroupChange {
    public Join {
      members = List.copyOf(members);
    }
  }

  record Leave(List<String> members) implements GroupChange {
    public Leave {
      members = List.copyOf(members);
    }
  }

  /** These and no others: who is in already stays, without having been out. */
  record Exactly(List<String> members) implements GroupChange {
    public Exactly {
      members = List.copyOf(members);
    }
  }
}
