package dev.usher.cli.command;

import picocli.CommandLine.Command;

@Command(
    name = "secret",
    description = "Secrets that a server's store keeps sealed; nobody is shown them again.",
    synopsisSubcommandLabel = "COMMAND")
final class SecretCommand {}
