create trigger events_unsequenced after insert on events
begin insert into unsequenced (event_id) values (new.id); end
--
create trigger chain_refuse_update before update on chain
begin select raise(abort, 'history is append-only'); end
--
create trigger chain_refuse_delete before delete on chain
begin select raise(abort, 'history is append-only'); end
--
create trigger chain_refuse_replace before insert on chain
when exists (select 1 from chain where position = new.position or event_id = new.event_id)
begin select raise(abort, 'history is append-only'); end
--
drop trigger events_refuse_update
--
create trigger events_refuse_update before update on events
when old.redacted_at is not null or new.redacted_at is null or new.id is not old.id or new.at is not old.at
  or new.kind is not old.kind or new.subject_id is not old.subject_id or new.request_id is not old.request_id
  or new.grant_id is not old.grant_id or new.actor_id is not old.actor_id or new.office is not old.office
  or new.profile is not old.profile or new.program_id is not old.program_id
  or new.on_behalf_of is not old.on_behalf_of
  or not exists (select 1 from accounts where id = old.subject_id and status = 'closed')
begin select raise(abort, 'history is append-only'); end
