-- Who gets what somebody owned who left at once: an account of the systems' own, beside who of the policy (V24).
alter table hold add column successor_account text;
