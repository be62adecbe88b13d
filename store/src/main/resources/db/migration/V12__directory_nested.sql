-- Groups within groups are few: who looks for them looks at these alone.
create index directory_member_nested on directory_member (member_id, group_id) where is_group;
create index directory_member_within on directory_member (group_id, member_id) where is_group;
