package dev.usher.testkit.fake;

import java.util.Optional;
import java.util.function.Supplier;

/** A connection to a house. What is said into one that has died is a {@link Faults.Lost}. */
final class Line implements AutoCloseable {
  private final House house;
  private final int outages;
  private boolean dead;
  private boolean sits;

  /**
   * @throws Faults.Lost when the house is down
   */
  Line(House house) {
    if (house.faults().isDown()) throw new Faults.Lost();
    this.house = house;
    this.outages = house.faults().outages();
  }

  boolean isDead() {
    if (!dead && outages != house.faults().outages()) die();
    return dead;
  }

  <T> T ask(Supplier<T> question) {
    if (isDead()) throw new Faults.Lost();
    return question.get();
  }

  void obey(String command) {
    if (isDead()) throw new Faults.Lost();
    try {
      house.faults().around(() -> house.obey(command));
    } catch (Faults.Lost lost) {
      die();
      throw lost;
    }
  }

  /** Becomes the one writer; who is when another line is. */
  Optional<String> sit(String who) {
    if (sits) return Optional.empty();
    Optional<String> other = ask(() -> house.sit(who));
    sits = other.isEmpty();
    return other;
  }

  private void die() {
    dead = true;
    if (sits) house.rise();
    sits = false;
  }

  @Override
  public void close() {
    if (!isDead()) die();
  }
}
