-- Who has been told of as a member, where that is no small thing, is not in force before somebody
-- says yes; and a group that has come to such a name is in force under those that it had.
alter table directory_member add column awaiting timestamptz;
alter table directory_group add column awaiting timestamptz;
create index directory_member_awaiting on directory_member (group_id) where awaiting is not null;
create index directory_group_awaiting on directory_group (directory) where awaiting is not null;
