create table accounts (
  id @uuid primary key,
  email varchar(254) not null,
  email_key varchar(254) not null unique,
  first_name varchar(100) not null,
  last_name varchar(100) not null,
  language varchar(10) not null,
  password_hash varchar(200),
  training boolean not null,
  created_at @time not null,
  version bigint not null
);

create table sessions (
  token_hash varchar(64) primary key,
  id @uuid not null unique,
  account_id @uuid not null references accounts (id),
  assurance varchar(30) not null,
  created_at @time not null,
  last_seen_at @time not null,
  expires_at @time not null
);
create index sessions_by_account on sessions (account_id);
create index sessions_by_end on sessions (expires_at);

create table sign_in_failures (
  id @uuid primary key,
  account_key varchar(64) not null,
  address varchar(64) not null,
  at @time not null
);
create index sign_in_failures_by_account on sign_in_failures (account_key, at);
create index sign_in_failures_by_address on sign_in_failures (address, at);
create index sign_in_failures_by_time on sign_in_failures (at);

create table applications (
  code varchar(100) primary key,
  name varchar(200) not null,
  description varchar(1000) not null,
  status varchar(20) not null,
  configured boolean not null,
  portal boolean not null,
  required_assurance varchar(30) not null,
  activation varchar(30) not null,
  guest_days bigint not null,
  usual_days_min bigint not null,
  usual_days_max bigint not null,
  data @json not null
);

create table countries (
  code varchar(2) primary key,
  status varchar(20) not null,
  data @json not null
);

create table organisations (
  id @uuid primary key,
  application varchar(100) not null references applications (code),
  node_key varchar(300) not null,
  parent_id @uuid references organisations (id),
  network_id @uuid not null,
  kind varchar(20) not null,
  code varchar(50),
  name varchar(300) not null,
  label varchar(400) not null,
  country varchar(2),
  status varchar(20) not null,
  closed boolean not null,
  sort_key varchar(500) @bytes not null,
  search_text text not null,
  data @json not null,
  unique (application, node_key)
);
create index organisations_by_parent on organisations (application, parent_id, sort_key);
create index organisations_by_network on organisations (network_id);

create table profiles (
  application varchar(100) not null references applications (code),
  code varchar(100) not null,
  name varchar(200) not null,
  description varchar(1000) not null,
  level varchar(20) not null,
  status varchar(20) not null,
  requestable boolean not null,
  recommended boolean not null,
  decides boolean not null,
  position bigint not null,
  data @json not null,
  primary key (application, code)
);

create table thematic_areas (
  network_id @uuid not null references organisations (id),
  code varchar(100) not null,
  name varchar(300) not null,
  position bigint not null,
  status varchar(20) not null,
  data @json not null,
  primary key (network_id, code)
);

create table professional_roles (
  code varchar(100) primary key,
  name varchar(200) not null,
  position bigint not null
);

create table access_requests (
  id @uuid primary key,
  applicant_id @uuid not null references accounts (id),
  status varchar(20) not null,
  application varchar(100),
  organisation_id @uuid,
  profiles @json not null,
  comment text,
  requested_until @time,
  network_id @uuid,
  country varchar(2),
  search_text text not null,
  created_at @time not null,
  submitted_at @time,
  stage_since @time not null,
  version bigint not null
);
create index access_requests_by_applicant on access_requests (applicant_id, created_at, id);
create index access_requests_by_network on access_requests (network_id, status, submitted_at, id);
create index access_requests_by_status on access_requests (status, submitted_at, id);

create table request_items (
  id @uuid primary key,
  request_id @uuid not null references access_requests (id),
  applicant_id @uuid not null references accounts (id),
  application varchar(100) not null,
  organisation_id @uuid not null references organisations (id),
  network_id @uuid not null references organisations (id),
  scope_id @uuid not null,
  profile varchar(100) not null,
  level varchar(20) not null,
  requires @json not null,
  status varchar(20) not null,
  position bigint not null
);
create index request_items_by_request on request_items (request_id, position);
create unique index one_pending_item on request_items (applicant_id, scope_id, profile) where status = 'pending';

create table grants (
  id @uuid primary key,
  account_id @uuid not null references accounts (id),
  application varchar(100) not null,
  organisation_id @uuid not null references organisations (id),
  network_id @uuid not null references organisations (id),
  scope_id @uuid not null,
  profile varchar(100) not null,
  status varchar(30) not null,
  valid_from @time,
  valid_until @time,
  request_id @uuid references access_requests (id),
  item_id @uuid unique,
  created_at @time not null,
  version bigint not null
);
create unique index one_grant on grants (account_id, scope_id, profile) where status <> 'ended';
create index grants_by_account on grants (account_id, created_at, id);
create index grants_by_network on grants (network_id, profile, status);
create index grants_by_status on grants (status, created_at, id);
create index grants_by_request on grants (request_id);
create index grants_by_end on grants (valid_until) where status <> 'ended';

create table events (
  id @uuid primary key,
  at @time not null,
  kind varchar(50) not null,
  subject_id @uuid not null,
  request_id @uuid,
  grant_id @uuid,
  actor_id @uuid,
  office varchar(20) not null,
  profile varchar(100),
  data @json not null
);
create index events_by_request on events (request_id, at, id);
create index events_by_subject on events (subject_id, at, id);

create table preferences (
  account_id @uuid not null references accounts (id),
  network_id @uuid not null references organisations (id),
  professional_role varchar(200) not null,
  areas @json not null,
  updated_at @time not null,
  version bigint not null,
  primary key (account_id, network_id)
);
create index preferences_by_network on preferences (network_id);

create table outbox (
  id @uuid primary key,
  kind varchar(50) not null,
  dedupe_key varchar(200) not null unique,
  payload @json not null,
  status varchar(20) not null,
  attempts bigint not null,
  due_at @time not null,
  created_at @time not null,
  finished_at @time,
  last_error text
);
create index outbox_due on outbox (status, due_at);

create table training_mails (
  id @uuid primary key,
  recipient varchar(254) not null,
  subject text not null,
  text_body text not null,
  html_body text not null,
  sent_at @time not null
);
create index training_mails_by_recipient on training_mails (recipient, sent_at);

create table training_clock (
  id bigint primary key,
  advanced_seconds bigint not null
);

create table idempotency_keys (
  account_id @uuid not null references accounts (id),
  idempotency_key varchar(255) not null,
  fingerprint varchar(64) not null,
  result_id @uuid not null,
  created_at @time not null,
  primary key (account_id, idempotency_key)
);
create index idempotency_keys_by_time on idempotency_keys (created_at);
