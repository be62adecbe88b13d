/** The index as changes come in, without a store. */
package dev.usher.engine.check;
