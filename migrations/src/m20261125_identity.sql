alter table accounts add column status varchar(20) not null default 'active';
alter table accounts add column phone varchar(20);
alter table accounts add column last_sign_in_at @time;

alter table sessions add column method varchar(20) not null default 'password';
alter table sessions add column verified_at @time;
alter table sessions add column failures bigint not null default 0;
alter table sessions add column provider varchar(50);
alter table sessions add column provider_session varchar(300);
alter table sessions add column user_agent varchar(300) not null default '';
alter table sessions add column address varchar(64) not null default '';
create index sessions_by_provider on sessions (provider, provider_session);

create table factors (
  id @uuid primary key,
  account_id @uuid not null references accounts (id),
  kind varchar(20) not null,
  label varchar(100) not null,
  secret text not null,
  credential_id varchar(1500) unique,
  last_step bigint not null,
  created_at @time not null,
  confirmed_at @time,
  last_used_at @time,
  version bigint not null
);
create index factors_by_account on factors (account_id, created_at, id);

create table secrets (
  purpose varchar(30) not null,
  hash varchar(64) not null,
  account_id @uuid references accounts (id),
  subject varchar(64) not null,
  payload @json not null,
  tries bigint not null,
  created_at @time not null,
  expires_at @time,
  primary key (purpose, hash)
);
create index secrets_by_subject on secrets (purpose, subject);
create index secrets_by_account on secrets (account_id);
create index secrets_by_end on secrets (expires_at);

create table identities (
  id @uuid primary key,
  account_id @uuid not null references accounts (id),
  provider varchar(50) not null,
  issuer varchar(300) not null,
  subject varchar(300) not null,
  created_at @time not null,
  last_used_at @time not null,
  unique (issuer, subject)
);
create index identities_by_account on identities (account_id);

create table data_views (
  id @uuid primary key,
  at @time not null,
  viewer_id @uuid not null,
  subject_id @uuid not null,
  what varchar(30) not null,
  object_id @uuid
);
create index data_views_by_subject on data_views (subject_id, at, id);
create index data_views_by_viewer on data_views (viewer_id, at, id);
create index data_views_by_time on data_views (at, id);

create table vault (
  id bigint primary key,
  proof varchar(200) not null
);
