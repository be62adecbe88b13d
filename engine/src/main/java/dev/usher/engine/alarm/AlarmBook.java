package dev.usher.engine.alarm;

import dev.usher.core.ledger.Entry.Draft;
import java.util.List;
import java.util.Optional;

/**
 * What was told of what is so now, by whichever server: so each thing is told once. It and the
 * ledger's word on it are there both or neither.
 */
public interface AlarmBook {

  /** What has been told and is not over. */
  List<Told> open();

  /**
   * @param before what was told of it last; empty: nothing
   * @return false where another server was first
   */
  boolean tell(Told now, Optional<Told> before, Draft entry);

  /**
   * What nobody sees end, such as one policy that waits.
   *
   * @return false where it has been told before
   */
  boolean once(Told now, Draft entry);

  /**
   * @param entry empty where the ledger has a word on its end already
   * @return false where another server was first
   */
  boolean over(Told told, Optional<Draft> entry);
}
