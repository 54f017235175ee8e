-- How far servers that announce together have come: one of them at a time, and whoever follows goes on from here.
create table kv_cursor (
  name     text primary key,
  position text        not null,
  moved    timestamptz not null default now()
);
