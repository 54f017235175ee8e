create table kv_setting (
  single   boolean primary key default true check (single),
  -- what a version is that a plain statement leaves to us: one more, or the time in milliseconds
  counting boolean not null default false
);

insert into kv_setting default values;

-- For each key that ever sealed: a text it sealed, to tell at start whether it is still the same key.
create table kv_seal (
  id    text primary key,
  proof bytea not null
);

create table kv_record (
  tenant  text collate "C" not null default ''
    check (tenant = '' or tenant ~ '^[A-Za-z0-9._@|:+=~-]{1,128}$' and tenant not in ('.', '..')),
  owner   text collate "C" not null
    check (owner ~ '^[A-Za-z0-9._@|:+=~-]{1,128}$' and owner not in ('.', '..')),
  name    text collate "C" not null
    check (name ~ '^[A-Za-z0-9._@:+=~-]{1,255}$' and name not in ('.', '..', 'bulk', 'watch')),
  -- null: deleted; the record and its version stay
  content bytea check (octet_length(content) <= 4194304),
  -- id of the key that the content is sealed with; null: not sealed
  seal    text,
  -- below zero: whatever comes next
  version bigint not null default -1 check (version between 0 and 9007199254740991),
  -- who wrote it last; a snapshot tells whether that was before it or after (docs/adr/0018)
  changed xid8 not null,
  primary key (tenant, owner, name)
);

create index kv_record_changed on kv_record (changed, tenant, owner, name);

create function kv_record_change() returns trigger language plpgsql set search_path from current as $$
declare
  last bigint := -1;
begin
  if tg_op = 'UPDATE' then
    if (new.tenant, new.owner, new.name) is distinct from (old.tenant, old.owner, old.name) then
      raise exception 'a record keeps its owner and its name: set content to null and insert another one'
        using errcode = 'restrict_violation';
    end if;
    last := old.version;
  end if;
  -- What the store seals begins with the byte 1. Anything else was written by somebody who knows nothing of seals.
  if new.content is null or octet_length(new.content) = 0 or get_byte(new.content, 0) <> 1 then
    new.seal := null;
  end if;
  if new.version is null or new.version <= last then
    if (select counting from kv_setting) then
      new.version := last + 1;
    else
      new.version := greatest(last + 1, floor(extract(epoch from clock_timestamp()) * 1000)::bigint);
    end if;
  end if;
  new.changed := pg_current_xact_id();
  return new;
end $$;

create trigger kv_record_change before insert or update on kv_record
  for each row execute function kv_record_change();

-- A record that went would take its version along, and a watcher could not be told that it went.
create function kv_record_stay() returns trigger language plpgsql set search_path from current as $$
begin
  if tg_op = 'TRUNCATE' then
    raise exception 'records stay, and with them their versions: delete instead' using errcode = 'restrict_violation';
  end if;
  update kv_record set content = null
    where tenant = old.tenant and owner = old.owner and name = old.name and content is not null;
  return null;
end $$;

create trigger kv_record_stay before delete on kv_record
  for each row execute function kv_record_stay();

create trigger kv_record_stay_all before truncate on kv_record
  for each statement execute function kv_record_stay();

-- A wake-up and nothing else: it may be lost, and what it would have said is read from the table.
create function kv_record_tell() returns trigger language plpgsql as $$
begin
  perform pg_notify('realtime_kv', '');
  return null;
end $$;

create trigger kv_record_tell after insert or update on kv_record
  for each statement execute function kv_record_tell();
