-- The policies that have been in force, whole; the last one is. The running role adds and reads:
-- what was in force stays as it was.
create table policy_revision (
  -- One after the other: of two servers that put something after the same one, one is refused.
  number bigint primary key check (number > 0),
  revision text not null,
  digest text not null,
  source text not null,
  authors text[] not null,
  server text not null,
  at timestamptz not null,
  accepted_by text,
  accepted text[] not null
);
create index policy_revision_digest on policy_revision (digest);

-- A file that did not change is there once.
create table policy_content (
  sha256 text primary key check (sha256 = encode(sha256(content), 'hex')),
  content bytea not null
);

create table policy_file (
  number bigint not null references policy_revision,
  path text not null,
  sha256 text not null references policy_content,
  primary key (number, path)
);

grant select, insert on policy_revision, policy_content, policy_file to usher_server;
