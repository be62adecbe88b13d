package dev.usher.cli.command;

import picocli.CommandLine.Command;

@Command(
    name = "identity",
    description =
        "Who somebody is at a server's door: an issuer's id, bound to a person of the policy.",
    synopsisSubcommandLabel = "COMMAND")
final class IdentityCommand {}
