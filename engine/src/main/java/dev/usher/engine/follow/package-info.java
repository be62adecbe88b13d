/**
 * What makes live systems follow by themselves: the policy as it moves, directories as they speak,
 * and dates as they pass, realm by realm.
 */
@NullMarked
package dev.usher.engine.follow;

import org.jspecify.annotations.NullMarked;
