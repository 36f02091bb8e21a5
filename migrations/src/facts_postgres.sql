create function leave_unsequenced() returns trigger language plpgsql as $$
begin insert into unsequenced (event_id) values (new.id); return null; end $$
--
create trigger events_unsequenced after insert on events
for each row execute function leave_unsequenced()
--
create trigger chain_refuse_change before update or delete on chain
for each row execute function refuse_change()
--
create trigger chain_refuse_truncate before truncate on chain
for each statement execute function refuse_change()
--
create or replace function refuse_unless_redaction() returns trigger language plpgsql as $$
begin
  if old.redacted_at is not null or new.redacted_at is null
    or (new.id, new.at, new.kind, new.subject_id, new.request_id, new.grant_id, new.actor_id, new.office, new.profile,
      new.program_id, new.on_behalf_of)
    is distinct from
    (old.id, old.at, old.kind, old.subject_id, old.request_id, old.grant_id, old.actor_id, old.office, old.profile,
      old.program_id, old.on_behalf_of)
    or not exists (select 1 from accounts where id = old.subject_id and status = 'closed')
  then raise exception 'history is append-only'; end if;
  return new;
end $$
