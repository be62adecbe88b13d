package dev.usher.engine.follow;

/** What there is to know and to say of systems that follow. */
public record Follow(
    OpenWork open, Realms realms, Deciding deciding, Holding holding, Scheduling scheduling) {}
