/** Where events go: webhooks, Slack and those like it, mail. What is called is looked at before. */
@NullMarked
package dev.usher.server.sink;

import org.jspecify.annotations.NullMarked;
