/**
 * The figures that usher promises, one class for each benchmark, as ratios within one run: {@code
 * ./dev bench NAME [--json]}. What they say and how to read them is in docs/benchmarks.md.
 */
@NullMarked
package dev.usher.bench;

import org.jspecify.annotations.NullMarked;
