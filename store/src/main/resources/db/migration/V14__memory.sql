-- On whose word somebody is to be followed, a directory's or a person's, and when that came.
alter table directory_word add column said text not null default 'a directory';
alter table follow_open
  add column said text not null default 'a directory',
  add column said_at timestamptz;
update follow_open set said_at = since;
alter table follow_open alter column said_at set not null;
