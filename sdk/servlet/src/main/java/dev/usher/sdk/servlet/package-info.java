/** In front of servlets. */
@NullMarked
package dev.usher.sdk.servlet;

import org.jspecify.annotations.NullMarked;
