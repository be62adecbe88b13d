package dev.usher.cli.command;

import picocli.CommandLine.Command;

@Command(
    name = "policy",
    description = "What became of the policy at a server's source, and the yes to one that waits.",
    synopsisSubcommandLabel = "COMMAND")
final class PolicyCommand {}
