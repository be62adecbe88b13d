package dev.usher.core.check;

/**
 * @param why by which grant, or what is nearest to it
 */
public record Answered(boolean allowed, String why) {
  public static Answered no(String why) {
    return new Answered(false, why);
  }
}
