-- Whether any record needs a key that is not here is asked at each start, however many records there are.
create index kv_record_seal on kv_record (seal) where seal is not null;
