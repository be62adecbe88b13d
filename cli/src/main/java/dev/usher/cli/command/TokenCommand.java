package dev.usher.cli.command;

import picocli.CommandLine.Command;

@Command(
    name = "token",
    description = "A server's tokens for programs; USHER_TOKEN holds your own, or file:PATH of it.",
    synopsisSubcommandLabel = "COMMAND")
final class TokenCommand {}
