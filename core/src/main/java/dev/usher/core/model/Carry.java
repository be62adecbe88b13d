package dev.usher.core.model;

/**
 * How a role is carried beside the others that somebody has, for systems in which rows of one role
 * and columns of another do not add up. What the role means is the same in each.
 */
public enum Carry {
  /** All that somebody has is there at once. */
  TOGETHER,
  /** The role is put on like a hat: while it is worn nothing else is there. */
  SWITCH,
  /** What the role reads in part it reads by a view of its own, at another address. */
  VIEW
}
