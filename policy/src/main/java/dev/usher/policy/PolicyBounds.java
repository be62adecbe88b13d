package dev.usher.policy;

import java.util.Arrays;
import java.util.List;

/** Which files of a folder are policy, and how much of it is read. */
public final class PolicyBounds {
  /** Of one file, in bytes. */
  public static final long LARGEST_FILE = 16L << 20;

  /** Of all files together, in bytes. */
  public static final long LARGEST_POLICY = 64L << 20;

  public static final int MOST_FILES = 10_000;

  private PolicyBounds() {}

  /**
   * Hidden files and folders are left out, so that .git and .usher may lie beside the policy.
   *
   * @param path below the policy's folder, with slashes
   */
  public static boolean reads(String path) {
    List<String> steps = Arrays.asList(path.split("/", -1));
    return steps.stream().noneMatch(step -> step.startsWith(".")) && isYaml(steps.getLast());
  }

  static boolean isYaml(String name) {
    return !name.startsWith(".") && (name.endsWith(".yaml") || name.endsWith(".yml"));
  }
}
