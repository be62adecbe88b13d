/** Where Spring Security asks who may do what: before a request, before a method, in SpEL. */
@NullMarked
package dev.usher.sdk.spring;

import org.jspecify.annotations.NullMarked;
