-- Written by one process, one transaction at a time: so the order of "changed" is the order of commits.
create sequence kv_change;

create table kv_record (
  tenant  varchar(128)            not null,
  owner   varchar(128)            not null,
  name    varchar(256)            not null,
  -- null: deleted; the record and its version stay
  content varbinary(4194304),
  -- id of the key that the content is sealed with; null: not sealed
  seal    varchar(32),
  version bigint                  not null,
  changed bigint default next value for kv_change not null,
  primary key (tenant, owner, name)
);

create unique index kv_record_changed on kv_record (changed);

-- For each key that ever sealed: a text it sealed, to tell at start whether it is still the same key.
create table kv_seal (
  id    varchar(32)    not null primary key,
  proof varbinary(256) not null
);
