package dev.usher.cli.command;

import picocli.CommandLine.Command;

@Command(
    name = "subscription",
    description = "Who is told by a server of what happens: webhooks, chats, mail.",
    synopsisSubcommandLabel = "COMMAND")
final class SubscriptionCommand {}
