package dev.usher.engine.office;

import dev.usher.core.ledger.Entry.Draft;
import dev.usher.engine.ports.Precondition;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Who somebody at the door is: an issuer and its immutable id, bound once to a person of the
 * policy. A name that is given to somebody else there makes nobody of them here.
 */
public interface Identities {
  /**
   * @param sub the issuer's own id, which never changes and is never given to another (OpenID
   *     Connect Core 1.0, section 2)
   */
  record Identity(String issuer, String sub, String subject, Instant bound) {}

  /** The person whom that was bound to. */
  Optional<String> subject(String issuer, String sub);

  /**
   * From then on that is the person; and the ledger's word on it.
   *
   * @return false when that is somebody's already, or the person has another id of that issuer;
   *     then nothing was done
   */
  boolean bind(Identity identity, Draft told);

  /** By person. */
  List<Identity> all();

  /**
   * Whoever comes next as that person is bound anew.
   *
   * @param meant held against all that is bound to them
   * @return false when nothing is; then nothing was done
   */
  boolean free(String subject, Draft told, Precondition<List<Identity>> meant);
}
