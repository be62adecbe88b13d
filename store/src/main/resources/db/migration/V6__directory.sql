-- What directories say of people (SCIM), and what of it is in force.

-- Whose a name is: it was given once, and stays with the directory's immutable id, also after that
-- is gone, until somebody frees it.
create table directory_name (
  subject text not null,
  directory text not null,
  user_id uuid not null,
  bound timestamptz not null
);
create unique index directory_name_subject on directory_name (lower(subject));

-- A user is in force who is active and not deleted, or whose removal is held.
create table directory_user (
  id uuid primary key,
  number bigint generated always as identity,
  directory text not null,
  user_name text not null,
  external_id text,
  subject text not null,
  active boolean not null,
  version bigint not null default 1,
  created timestamptz not null,
  modified timestamptz not null,
  deleted timestamptz,
  held timestamptz,
  document jsonb not null
);
create unique index directory_user_name on directory_user (directory, lower(user_name))
  where deleted is null;
create unique index directory_user_number on directory_user (directory, number);
create index directory_user_external on directory_user (directory, external_id)
  where external_id is not null;
create index directory_user_held on directory_user (directory) where held is not null;

-- Names that a group had are in force for who was in it then, while that is held.
create table directory_group (
  id uuid primary key,
  number bigint generated always as identity,
  directory text not null,
  display_name text not null,
  external_id text,
  version bigint not null default 1,
  created timestamptz not null,
  modified timestamptz not null,
  deleted timestamptz,
  former text[] not null default '{}',
  held timestamptz
);
create unique index directory_group_name on directory_group (directory, lower(display_name))
  where deleted is null;
create unique index directory_group_number on directory_group (directory, number);
create index directory_group_held on directory_group (directory) where held is not null;

-- A membership is in force that the directory tells, or whose end is held.
create table directory_member (
  group_id uuid not null references directory_group,
  member_id uuid not null,
  is_group boolean not null,
  since timestamptz not null,
  told boolean not null,
  held timestamptz,
  primary key (group_id, member_id)
);
create index directory_member_member on directory_member (member_id);
create index directory_member_held on directory_member (group_id) where held is not null;

-- Members that nobody has told usher of.
create table directory_stranger (
  group_id uuid not null references directory_group,
  value text not null,
  since timestamptz not null,
  primary key (group_id, value)
);

-- Who was removed, from what (a group's id, or nothing for altogether), for the brake to count.
create table directory_removal (
  directory text not null,
  user_id uuid not null,
  what text not null,
  at timestamptz not null,
  primary key (directory, user_id, what)
);
create index directory_removal_at on directory_removal (directory, at);

-- What somebody said yes to.
create table directory_yes (
  number bigint generated always as identity primary key,
  directory text not null,
  what text not null,
  by_whom text not null,
  at timestamptz not null
);

grant select, insert, update, delete on directory_name, directory_user, directory_group,
  directory_member, directory_stranger, directory_removal to usher_server;
grant select, insert on directory_yes to usher_server;
