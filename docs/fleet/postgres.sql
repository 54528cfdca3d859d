-- What many runs say, from sealed summaries, in PostgreSQL 14 or later (the tests run this file on 15).
-- Every insight is what docs/insights.md defines; a test holds the rows against those of `twoloops insights`.
--
--   set up   psql -v ON_ERROR_STOP=1 -f postgres.sql          (again at any time: data and thresholds stay)
--   load     \copy twoloops.lines (line) from 'summaries.jsonl' with (format csv, quote e'\x01', delimiter e'\x02')
--            select * from twoloops.load();                    (again with the same file: nothing is counted twice)
--   ask      select * from twoloops.insights();                (the last 90 days)
--            select * from twoloops.insights('2026-01-01', '2026-07-01');
--            select * from twoloops.insight_unused_grant;      (a view for each insight, with its numbers as columns)
--
-- Lines are those of `twoloops export`, or those that a Collector's file exporter writes of what `export --otlp` sent.
-- The quote and the delimiter above are characters that JSON never holds unescaped, so that a line arrives as it is.

create schema if not exists twoloops;

-- Where \copy puts lines until load() takes them.
create unlogged table if not exists twoloops.lines (line text not null);

-- Every summary that was ever loaded, once; insights() counts each run once.
create table if not exists twoloops.summaries (
  digest text primary key,
  repository text not null,
  run text not null,
  opened timestamptz not null,
  doc jsonb not null,
  loaded timestamptz not null default now()
);
create index if not exists summaries_opened on twoloops.summaries (opened);

-- Lines that were not taken, and why.
create table if not exists twoloops.refused (
  line_digest text primary key,
  why text not null,
  starts_with text not null,
  at timestamptz not null default now()
);

-- Profiles that are the same: the old name, and the name that counts.
create table if not exists twoloops.same_profile (old text primary key, profile text not null);

-- The numbers of every definition, in one row: change them here.
create table if not exists twoloops.thresholds (
  only_row boolean primary key default true check (only_row),
  window_days int not null default 90,
  unused_runs int not null default 20,
  unused_days int not null default 14,
  over_broad_runs int not null default 20,
  over_broad_days int not null default 14,
  over_broad_used_in int not null default 5,
  over_broad_exact int not null default 5,
  convenience_runs int not null default 10,
  convenience_share double precision not null default 0.9,
  recurring_runs int not null default 3,
  answered_requests int not null default 10,
  answered_share double precision not null default 0.95,
  mcp_runs int not null default 15,
  mcp_adoption double precision not null default 0.05,
  mcp_calls int not null default 10,
  mcp_success double precision not null default 0.5,
  question_times int not null default 3,
  question_of int not null default 20,
  autonomy_runs int not null default 30,
  autonomy_denied double precision not null default 0.05
);
insert into twoloops.thresholds default values on conflict do nothing;

-- A name that is no function's: a role named twoloops finds this schema first.
do $$ begin
  create domain twoloops.counted_number as bigint check (value between 0 and 1000000000000);
exception when duplicate_object then null;
end $$;

-- ---------------------------------------------------------------------------------------------------------------------
-- Summaries as rows. load() refuses a summary where one of these columns cannot be read or is null.
-- ---------------------------------------------------------------------------------------------------------------------

create or replace view twoloops.run as
select s.digest, s.repository, s.run, s.opened,
  coalesce(p.profile, s.doc ->> 'profile') as profile,
  s.doc #>> '{repository,name}' as repository_name,
  s.doc ->> 'who' as who,
  jsonb_array_length(s.doc -> 'bypassed') = 0 as learnable,
  (s.doc #>> '{seal,events}')::twoloops.counted_number as events,
  (s.doc #>> '{seal,decisions}')::twoloops.counted_number as decisions,
  (s.doc ->> 'calls')::twoloops.counted_number as calls,
  (s.doc ->> 'denied')::twoloops.counted_number as denied,
  (s.doc ->> 'forbidden')::twoloops.counted_number as forbidden,
  (s.doc #>> '{claims,contradicted}')::twoloops.counted_number as contradicted,
  (s.doc ->> 'reverted')::boolean as reverted,
  jsonb_typeof(s.doc -> 'failure') = 'object' as failed,
  coalesce(s.doc #>> '{failure,cause}', '') as cause,
  coalesce(s.doc #>> '{failure,seen}', '') as seen,
  jsonb_typeof(s.doc -> 'decision') = 'object' as decided
from twoloops.summaries s
left join twoloops.same_profile p on p.old = s.doc ->> 'profile';

create or replace view twoloops.run_grant as
select s.digest, g.place, concat(g.one ->> 'kind', ' ', g.one ->> 'text') as subject,
  g.one ->> 'kind' as kind, g.one ->> 'text' as pattern, g.one ->> 'root' as root, (g.one ->> 'loose')::boolean as loose,
  (g.one ->> 'uses')::twoloops.counted_number as uses, (g.one ->> 'spare')::twoloops.counted_number as spare, (g.one ->> 'more')::twoloops.counted_number as more,
  g.one -> 'targets' as targets
from twoloops.summaries s, jsonb_array_elements(s.doc -> 'grants') with ordinality as g (one, place);

create or replace view twoloops.run_target as
select g.digest, g.subject, t.one ->> 0 as target, (t.one ->> 1)::twoloops.counted_number as uses
from twoloops.run_grant g, jsonb_array_elements(g.targets) as t (one);

create or replace view twoloops.run_request as
select s.digest, r.place, concat(r.one ->> 'kind', ' ', r.one ->> 'target') as subject,
  r.one ->> 'kind' as kind, r.one ->> 'target' as target, r.one ->> 'code' as code, r.one ->> 'answer' as answer,
  (r.one ->> 'calls')::twoloops.counted_number as calls, (r.one ->> 'workarounds')::twoloops.counted_number as workarounds
from twoloops.summaries s, jsonb_array_elements(s.doc -> 'requests') with ordinality as r (one, place);

create or replace view twoloops.run_tool as
select s.digest, m.one ->> 'server' as server, m.one ->> 'tool' as tool,
  (m.one ->> 'calls')::twoloops.counted_number as calls, (m.one ->> 'failed')::twoloops.counted_number as failed,
  (m.one ->> 'denied')::twoloops.counted_number as denied, (m.one ->> 'writes')::twoloops.counted_number as writes,
  (m.one ->> 'ms')::twoloops.counted_number as ms, (m.one ->> 'timed')::twoloops.counted_number as timed,
  (m.one ->> 'bytes')::twoloops.counted_number as bytes, (m.one ->> 'sized')::twoloops.counted_number as sized
from twoloops.summaries s, jsonb_array_elements(s.doc -> 'mcp') as m (one);

create or replace view twoloops.run_server as
select distinct s.digest, v.server
from twoloops.summaries s, jsonb_array_elements_text(s.doc -> 'servers') as v (server);

-- Tags of a decision, each once a run.
create or replace view twoloops.run_tag as
select distinct s.digest, t.tag
from twoloops.summaries s, jsonb_array_elements_text(s.doc #> '{decision,asked}') as t (tag)
where jsonb_typeof(s.doc -> 'decision') = 'object';

-- ---------------------------------------------------------------------------------------------------------------------
-- Loading
-- ---------------------------------------------------------------------------------------------------------------------

-- JSON as jsonb. What PostgreSQL cannot hold in a text (\u0000, half a surrogate pair) becomes U+FFFD. Throws where it is no JSON.
create or replace function twoloops.parsed(line text) returns jsonb language plpgsql immutable as $$
begin
  return line::jsonb;
exception when others then
  line := regexp_replace(line, '(?<!\\)((?:\\\\)*)\\u0000', '\1\\ufffd', 'g');
  line := regexp_replace(line, '(?<!\\)((?:\\\\)*)\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])', '\1\\ufffd', 'g');
  line := regexp_replace(line, '(?<!\\u[dD][89abAB][0-9a-fA-F]{2})(?<!\\)((?:\\\\)*)\\u[dD][c-fC-F][0-9a-fA-F]{2}', '\1\\ufffd', 'g');
  return line::jsonb;
end $$;

-- Takes one summary: true where it is new, false where it is known. Throws with the reason where it is none.
create or replace function twoloops.take(line text) returns boolean language plpgsql as $$
declare
  doc jsonb;
  seal text := substring(line from '"digest":"([0-9a-f]{64})"}}$');
begin
  if length(line) > 4194304 then raise exception 'longer than any summary'; end if;
  begin
    doc := twoloops.parsed(line);
  exception when others then raise exception 'half a line, or no JSON';
  end;
  if jsonb_typeof(doc -> 'version') = 'number' and (doc ->> 'version')::numeric > 1 then
    raise exception 'a summary of version %, which a newer twoloops wrote', left(doc ->> 'version', 20);
  end if;
  if doc -> 'version' is distinct from '1'::jsonb then raise exception 'no summary of a version that is known here'; end if;
  -- the digest is taken of the line as twoloops writes it, without the digest itself
  if seal is null or seal <> encode(sha256(convert_to(regexp_replace(line, ',"digest":"[0-9a-f]{64}"}}$', '}}'), 'UTF8')), 'hex') then
    raise exception 'its seal does not hold: it was changed after it was written';
  end if;
  if doc ->> 'opened' !~ '^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$' then raise exception 'not a summary: `opened` is no time'; end if;
  insert into twoloops.summaries (digest, repository, run, opened, doc)
  values (seal, doc #>> '{repository,id}', doc ->> 'run', date_trunc('milliseconds', (doc ->> 'opened')::timestamptz), doc)
  on conflict do nothing;
  if not found then return false; end if;
  -- what would break a view later is refused now
  if exists (select from twoloops.run r where r.digest = seal and not r is not null)
    or exists (select from twoloops.run_grant r where r.digest = seal and not r is not null)
    or exists (select from twoloops.run_target r where r.digest = seal and not r is not null)
    or exists (select from twoloops.run_request r where r.digest = seal and not r is not null)
    or exists (select from twoloops.run_tool r where r.digest = seal and not r is not null)
    or exists (select from twoloops.run_server r where r.digest = seal and not r is not null)
    or exists (select from twoloops.run_tag r where r.digest = seal and not r is not null)
  then raise exception 'not a summary: a part of it is missing'; end if;
  return true;
end $$;

-- Takes all lines that were copied. A line that is none is refused alone and stays in `refused`.
create or replace function twoloops.load() returns table (taken bigint, known bigint, not_taken bigint) language plpgsql as $$
declare
  copied text;
  line text;
begin
  taken := 0; known := 0; not_taken := 0;
  for copied in delete from twoloops.lines returning lines.line loop
    continue when btrim(copied, E' \t\r') = '';
    for line in select twoloops.summaries_in(btrim(copied, E' \t\r')) loop
      begin
        if twoloops.take(line) then taken := taken + 1; else known := known + 1; end if;
      exception when others then
        not_taken := not_taken + 1;
        insert into twoloops.refused (line_digest, why, starts_with)
        values (encode(sha256(convert_to(line, 'UTF8')), 'hex'), left(sqlerrm, 300), left(line, 100)) on conflict do nothing;
      end;
    end loop;
  end loop;
  return next;
end $$;

-- The summaries in a line: itself, or the bodies of the log records where it is what a Collector wrote.
create or replace function twoloops.summaries_in(line text) returns setof text language plpgsql immutable as $$
declare
  request jsonb;
begin
  if line not like '{"resourceLogs"%' then
    return next line;
    return;
  end if;
  begin
    request := twoloops.parsed(line);
  exception when others then
    return next line;
    return;
  end;
  return query select body #>> '{}' from jsonb_path_query(request,
    '$.resourceLogs[*].scopeLogs[*].logRecords[*] ? (@.eventName == "twoloops.run.summary").body.stringValue') as r (body);
end $$;

-- ---------------------------------------------------------------------------------------------------------------------
-- All insights of a window. One insight, repository, profile and subject is one row.
-- ---------------------------------------------------------------------------------------------------------------------

create or replace function twoloops.insights(since timestamptz default null, until timestamptz default null)
returns table (
  insight text, repository text, repository_name text, profile text, subject text, numbers jsonb, advice text,
  -- of autonomy-ready: the one request that its runs ask for most
  widening text,
  -- the runs that it rests on: the first, the last, how many; and the latest five that show it
  from_run timestamptz, to_run timestamptz, rests_on bigint, runs text[]
)
language sql stable
begin atomic
with
asked as (
  select t.*, w.until, coalesce(insights.since, w.until - t.window_days * interval '24 hours') as since
  from twoloops.thresholds t, (select coalesce(insights.until, now()) as until) w
),
-- one run counts once: the summary with more events, then with more decisions
counted as (
  select distinct on (r.repository, r.run) r.*
  from twoloops.run r, asked a
  where r.opened between a.since and a.until
  order by r.repository, r.run, r.events desc, r.decisions desc, r.digest
),
ordered as (
  select c.*, row_number() over (partition by c.repository, c.profile order by c.opened, c.run collate "C") as nth
  from counted c
),
groups as (
  select o.repository, o.profile, (array_agg(o.repository_name order by o.nth desc))[1] as repository_name
  from ordered o group by o.repository, o.profile
),
learnable as (
  select o.*, o.nth = max(o.nth) over (partition by o.repository, o.profile) as latest
  from ordered o where o.learnable
),
learnable_group as (
  select l.repository, l.profile, count(*) as n, min(l.opened) as first, max(l.opened) as last,
    sum(l.calls) as calls, sum(l.denied) as denied, sum(l.forbidden) as forbidden, sum(l.contradicted) as contradicted,
    bool_or(l.reverted) as reverted, (array_agg(l.run order by l.nth desc))[1:5] as runs
  from learnable l group by l.repository, l.profile
),

-- grants: runs that had each, and what became of it there
had as (
  select l.repository, l.profile, l.nth, l.run, l.opened, l.latest, g.subject,
    sum(g.uses) as uses, sum(g.spare) as spare, sum(g.more) as more,
    (array_agg(g.kind order by g.place desc))[1] as kind,
    (array_agg(g.root order by g.place desc))[1] as root,
    (array_agg(g.loose order by g.place desc))[1] as loose
  from learnable l join twoloops.run_grant g on g.digest = l.digest
  group by l.repository, l.profile, l.nth, l.run, l.opened, l.latest, g.subject
),
latest_grant as (
  select h.repository, h.profile, h.subject, h.kind, h.root, h.loose from had h where h.latest
),
grant_history as (
  select g.repository, g.profile, g.subject, g.kind, g.root, g.loose,
    count(*) as n, min(h.opened) as first, max(h.opened) as last,
    floor(extract(epoch from max(h.opened) - min(h.opened)) / 86400)::bigint as days,
    sum(h.uses) as uses, sum(h.more) as more,
    (array_agg(h.run order by h.nth desc))[1:5] as runs,
    count(*) filter (where h.uses > 0) as used_in,
    min(h.opened) filter (where h.uses > 0) as first_used, max(h.opened) filter (where h.uses > 0) as last_used,
    (array_agg(h.run order by h.nth desc) filter (where h.uses > 0))[1:5] as used_runs,
    count(*) filter (where h.uses > 0 and h.spare >= h.uses) as spared,
    (array_agg(h.run order by h.nth desc) filter (where h.uses > 0 and h.spare >= h.uses))[1:5] as spared_runs
  from latest_grant g join had h on (h.repository, h.profile, h.subject) = (g.repository, g.profile, g.subject)
  group by g.repository, g.profile, g.subject, g.kind, g.root, g.loose
),

-- over-broad grants: the beginning that all targets of a grant share, folder by folder or word by word
loose_grant as (
  select h.* from grant_history h, asked a
  where h.loose and h.more = 0 and h.n >= a.over_broad_runs and h.days >= a.over_broad_days and h.used_in >= a.over_broad_used_in
),
target as (
  select distinct g.repository, g.profile, g.subject, g.kind, t.target
  from loose_grant g
  join learnable l on (l.repository, l.profile) = (g.repository, g.profile)
  join twoloops.run_target t on t.digest = l.digest and t.subject = g.subject
),
target_parts as (
  select t.*, case
    when t.kind in ('read', 'edit', 'scratch') then trim_array(string_to_array(t.target, '/'), least(1, cardinality(string_to_array(t.target, '/'))))
    else string_to_array(t.target, ' ')
  end as parts
  from target t
),
target_count as (
  select t.repository, t.profile, t.subject, count(*) as targets, bool_or(t.target like '%…%') as some_open
  from target t group by t.repository, t.profile, t.subject
),
part as (
  select p.repository, p.profile, p.subject, u.place, min(u.part) as part,
    count(*) = c.targets and count(distinct u.part) = 1 and min(u.part) <> '…' as shared
  from target_parts p
  join target_count c on (c.repository, c.profile, c.subject) = (p.repository, p.profile, p.subject),
  unnest(p.parts) with ordinality as u (part, place)
  group by p.repository, p.profile, p.subject, u.place, c.targets
),
shared_parts as (
  select p.repository, p.profile, p.subject, count(*) as parts, string_agg(p.part, '/' order by p.place) as folder
  from part p
  where p.shared and not exists (
    select from part q
    where (q.repository, q.profile, q.subject) = (p.repository, p.profile, p.subject) and q.place < p.place and not q.shared
  )
  group by p.repository, p.profile, p.subject
),
over_broad as (
  select g.*, c.targets
  from loose_grant g
  join target_count c on (c.repository, c.profile, c.subject) = (g.repository, g.profile, g.subject)
  left join shared_parts s on (s.repository, s.profile, s.subject) = (g.repository, g.profile, g.subject),
  asked a
  where case
    when g.kind in ('read', 'edit', 'scratch')
      then not c.some_open and s.folder <> '' and s.folder <> g.root and (g.root = '' or starts_with(s.folder, g.root || '/'))
    when g.kind = 'execute' and s.parts > cardinality(string_to_array(g.root, ' ')) then true
    else c.targets <= a.over_broad_exact and not c.some_open
  end
),

-- requests: a target that was asked for several times in a run is one request, its answer the last one
run_request as (
  select l.repository, l.profile, l.nth, l.run, l.opened, l.who, r.subject,
    sum(r.calls) as calls, sum(r.workarounds) as workarounds,
    (array_agg(r.answer order by r.place desc))[1] as answer, (array_agg(r.code order by r.place desc))[1] as code
  from learnable l join twoloops.run_request r on r.digest = l.digest
  group by l.repository, l.profile, l.nth, l.run, l.opened, l.who, r.subject
),
request_history as (
  select r.repository, r.profile, r.subject, count(*) as n, sum(r.calls) as calls, count(distinct r.who) as people,
    count(*) filter (where r.answer = 'approved') as approved,
    count(*) filter (where r.answer = 'narrowed') as narrowed,
    count(*) filter (where r.answer = 'denied') as denied,
    count(*) filter (where r.answer = 'none') as unanswered,
    count(*) filter (where r.answer <> 'none') as answered,
    min(r.opened) filter (where r.answer <> 'none') as first_answered, max(r.opened) filter (where r.answer <> 'none') as last_answered,
    (array_agg(r.run order by r.nth desc))[1:5] as runs,
    (array_agg(r.run order by r.nth desc) filter (where r.answer <> 'none'))[1:5] as answered_runs,
    count(*) filter (where r.workarounds > 0) as around_runs,
    sum(r.workarounds) as workarounds,
    (array_agg(r.run order by r.nth desc) filter (where r.workarounds > 0))[1:5] as around,
    (array_agg(r.code order by r.nth desc))[1] as code
  from run_request r group by r.repository, r.profile, r.subject
),
wanted as (
  select distinct on (r.repository, r.profile) r.repository, r.profile, r.subject
  from request_history r, asked a
  where r.n >= a.recurring_runs and r.denied = 0 and r.code not in ('FORBIDDEN', 'DATA_DENIED', 'READ_DENIED', 'EDIT_DENIED')
  order by r.repository, r.profile, r.n desc, r.calls desc, r.subject collate "C"
),

-- MCP tools and servers
server_granted as (
  select l.repository, l.profile, s.server, count(*) as granted, min(l.opened) as first, max(l.opened) as last
  from learnable l join twoloops.run_server s on s.digest = l.digest
  group by l.repository, l.profile, s.server
),
tool as (
  select l.repository, l.profile, t.server, t.tool,
    count(distinct l.nth) filter (where t.calls > 0) as used_in,
    sum(t.calls) as calls, sum(t.failed) as failed, sum(t.denied) as denied, sum(t.writes) as writes,
    sum(t.ms) as ms, sum(t.timed) as timed, sum(t.bytes) as bytes, sum(t.sized) as sized,
    (array_agg(l.run order by l.nth desc) filter (where t.calls > 0))[1:5] as runs
  from learnable l join twoloops.run_tool t on t.digest = l.digest
  group by l.repository, l.profile, t.server, t.tool
),
granted_tool as (
  select t.*, s.granted, s.first, s.last,
    t.used_in::double precision / s.granted < a.mcp_adoption
      or (t.calls >= a.mcp_calls and (t.calls - t.failed)::double precision / nullif(t.calls, 0)::double precision < a.mcp_success) as dropped
  from tool t
  join server_granted s on (s.repository, s.profile, s.server) = (t.repository, t.profile, t.server),
  asked a
  where s.granted >= a.mcp_runs and t.calls + t.denied > 0
),
server_run as (
  select l.repository, l.profile, l.nth, l.run, t.server, sum(t.calls) as calls, sum(t.writes) as writes,
    exists (select from twoloops.run_server s where s.digest = l.digest and s.server = t.server) as granted
  from learnable l join twoloops.run_tool t on t.digest = l.digest
  group by l.repository, l.profile, l.nth, l.run, l.digest, t.server
),
server as (
  select r.repository, r.profile, r.server, sum(r.calls) as calls, sum(r.writes) as writes,
    count(*) filter (where r.granted and r.calls > 0) as used_in,
    (array_agg(r.run order by r.nth desc) filter (where r.granted and r.calls > 0))[1:5] as runs
  from server_run r group by r.repository, r.profile, r.server
),

-- questions of the last decided runs
last_decided as (
  select d.* from (
    select l.*, row_number() over (partition by l.repository, l.profile order by l.nth desc) as back from learnable l where l.decided
  ) d, asked a
  where d.back <= a.question_of
),
decided_group as (
  select d.repository, d.profile, count(*) as n, min(d.opened) as first, max(d.opened) as last
  from last_decided d group by d.repository, d.profile
),
question as (
  select d.repository, d.profile, t.tag, count(*) as times, (array_agg(d.run order by d.nth desc))[1:5] as runs
  from last_decided d join twoloops.run_tag t on t.digest = d.digest
  group by d.repository, d.profile, t.tag
),

-- failures: of all runs, learnable or not
failure as (
  select o.repository, o.profile, count(*) as failed, min(o.opened) as first, max(o.opened) as last,
    count(*) filter (where o.cause = '') as dark,
    (array_agg(o.run order by o.nth desc) filter (where o.cause = ''))[1:5] as dark_runs,
    count(*) filter (where o.cause <> '' and o.seen = 'record') as ours,
    (array_agg(o.run order by o.nth desc) filter (where o.cause <> '' and o.seen = 'record'))[1:5] as our_runs
  from ordered o where o.failed group by o.repository, o.profile
),

told (insight, repository, profile, subject, numbers, advice, widening, from_run, to_run, rests_on, runs) as (
  select 'unused-grant', h.repository, h.profile, h.subject,
    jsonb_build_object('runs', h.n, 'days', h.days, 'bound', 3::double precision / h.n),
    null::text, null::text, h.first, h.last, h.n, h.runs
  from grant_history h, asked a
  where h.uses = 0 and h.n >= a.unused_runs and h.days >= a.unused_days
  union all
  select 'over-broad-grant', h.repository, h.profile, h.subject,
    jsonb_build_object('runs', h.n, 'usedIn', h.used_in, 'targets', h.targets),
    null, null, h.first, h.last, h.n, h.used_runs
  from over_broad h
  union all
  select 'convenience-grant', h.repository, h.profile, h.subject,
    jsonb_build_object('usedIn', h.used_in, 'spared', h.spared),
    null, null, h.first_used, h.last_used, h.used_in, h.spared_runs
  from grant_history h, asked a
  where h.used_in >= a.convenience_runs and h.spared::double precision / nullif(h.used_in, 0) >= a.convenience_share
  union all
  select 'recurring-request', r.repository, r.profile, r.subject,
    jsonb_build_object('runs', r.n, 'calls', r.calls, 'people', r.people, 'approved', r.approved, 'narrowed', r.narrowed,
      'denied', r.denied, 'unanswered', r.unanswered),
    null, null, g.first, g.last, g.n, r.runs
  from request_history r join learnable_group g on (g.repository, g.profile) = (r.repository, r.profile), asked a
  where r.n >= a.recurring_runs
  union all
  select case when r.approved > 0 then 'always-approved' else 'never-approved' end, r.repository, r.profile, r.subject,
    jsonb_build_object('answered', r.answered, 'approved', r.approved),
    null, null, r.first_answered, r.last_answered, r.answered, r.answered_runs
  from request_history r, asked a
  where r.answered >= a.answered_requests
    and (r.approved::double precision / r.answered >= a.answered_share or r.approved + r.narrowed = 0)
  union all
  select 'workaround', r.repository, r.profile, r.subject,
    jsonb_build_object('runs', r.around_runs, 'calls', r.workarounds),
    null, null, g.first, g.last, g.n, r.around
  from request_history r join learnable_group g on (g.repository, g.profile) = (r.repository, r.profile)
  where r.around_runs > 0
  union all
  select 'mcp-tool', t.repository, t.profile, concat(t.server, '/', t.tool),
    jsonb_build_object('granted', t.granted, 'usedIn', t.used_in, 'calls', t.calls, 'failed', t.failed, 'denied', t.denied,
      'writes', t.writes, 'meanMs', coalesce(t.ms::double precision / nullif(t.timed, 0)::double precision, -1),
      'meanBytes', coalesce(t.bytes::double precision / nullif(t.sized, 0)::double precision, -1)),
    case when t.dropped then 'drop' else 'keep' end, null, t.first, t.last, t.granted, coalesce(t.runs, '{}')
  from granted_tool t
  union all
  select 'mcp-server', v.repository, v.profile, v.server,
    jsonb_build_object('granted', s.granted, 'usedIn', v.used_in, 'calls', v.calls),
    'read-only', null, s.first, s.last, s.granted, v.runs
  from server v join server_granted s on (s.repository, s.profile, s.server) = (v.repository, v.profile, v.server), asked a
  where s.granted >= a.mcp_runs and v.calls > 0 and v.writes = 0
  union all
  select 'recurring-question', q.repository, q.profile, q.tag,
    jsonb_build_object('times', q.times, 'of', d.n),
    null, null, d.first, d.last, d.n, q.runs
  from question q join decided_group d on (d.repository, d.profile) = (q.repository, q.profile), asked a
  where q.times >= a.question_times
  union all
  select 'unexplained-failure', f.repository, f.profile, 'all',
    jsonb_build_object('runs', f.dark, 'failed', f.failed), null, null, f.first, f.last, f.failed, f.dark_runs
  from failure f where f.dark > 0
  union all
  select 'record-dependent-failure', f.repository, f.profile, 'all',
    jsonb_build_object('runs', f.ours, 'failed', f.failed), null, null, f.first, f.last, f.failed, f.our_runs
  from failure f where f.ours > 0
  union all
  select 'autonomy-ready', g.repository, g.profile, 'all',
    jsonb_build_object('runs', g.n, 'calls', g.calls, 'denied', g.denied),
    null, w.subject, g.first, g.last, g.n, g.runs
  from learnable_group g
  left join wanted w on (w.repository, w.profile) = (g.repository, g.profile),
  asked a
  where g.n >= a.autonomy_runs and g.forbidden = 0 and g.contradicted = 0 and not g.reverted
    and coalesce(g.denied::double precision / nullif(g.calls, 0)::double precision, 0) < a.autonomy_denied
)
select t.insight, t.repository, g.repository_name, t.profile, t.subject, t.numbers, t.advice, t.widening, t.from_run, t.to_run, t.rests_on, t.runs
from told t join groups g on (g.repository, g.profile) = (t.repository, t.profile);
end;

-- ---------------------------------------------------------------------------------------------------------------------
-- One view for each insight, of the last 90 days
-- ---------------------------------------------------------------------------------------------------------------------

create or replace view twoloops.insight_unused_grant as
select repository, repository_name, profile, subject, (numbers ->> 'runs')::bigint as runs_with_it, (numbers ->> 'days')::bigint as days,
  (numbers ->> 'bound')::double precision as bound, runs
from twoloops.insights() where insight = 'unused-grant';

create or replace view twoloops.insight_over_broad_grant as
select repository, repository_name, profile, subject, (numbers ->> 'runs')::bigint as runs_with_it, (numbers ->> 'usedIn')::bigint as used_in,
  (numbers ->> 'targets')::bigint as targets, runs
from twoloops.insights() where insight = 'over-broad-grant';

create or replace view twoloops.insight_convenience_grant as
select repository, repository_name, profile, subject, (numbers ->> 'usedIn')::bigint as used_in, (numbers ->> 'spared')::bigint as spared, runs
from twoloops.insights() where insight = 'convenience-grant';

create or replace view twoloops.insight_recurring_request as
select repository, repository_name, profile, subject, (numbers ->> 'runs')::bigint as refused_in, (numbers ->> 'calls')::bigint as calls,
  (numbers ->> 'people')::bigint as people, (numbers ->> 'approved')::bigint as approved, (numbers ->> 'narrowed')::bigint as narrowed,
  (numbers ->> 'denied')::bigint as denied, (numbers ->> 'unanswered')::bigint as unanswered, runs
from twoloops.insights() where insight = 'recurring-request';

create or replace view twoloops.insight_always_approved as
select repository, repository_name, profile, subject, (numbers ->> 'answered')::bigint as answered, (numbers ->> 'approved')::bigint as approved, runs
from twoloops.insights() where insight = 'always-approved';

create or replace view twoloops.insight_never_approved as
select repository, repository_name, profile, subject, (numbers ->> 'answered')::bigint as answered, runs
from twoloops.insights() where insight = 'never-approved';

create or replace view twoloops.insight_workaround as
select repository, repository_name, profile, subject, (numbers ->> 'runs')::bigint as in_runs, (numbers ->> 'calls')::bigint as calls, runs
from twoloops.insights() where insight = 'workaround';

create or replace view twoloops.insight_mcp_tool as
select repository, repository_name, profile, subject, advice, (numbers ->> 'granted')::bigint as granted, (numbers ->> 'usedIn')::bigint as used_in,
  (numbers ->> 'calls')::bigint as calls, (numbers ->> 'failed')::bigint as failed, (numbers ->> 'denied')::bigint as denied,
  (numbers ->> 'writes')::bigint as writes, nullif((numbers ->> 'meanMs')::double precision, -1) as mean_ms,
  nullif((numbers ->> 'meanBytes')::double precision, -1) as mean_bytes, runs
from twoloops.insights() where insight = 'mcp-tool';

create or replace view twoloops.insight_mcp_server as
select repository, repository_name, profile, subject, advice, (numbers ->> 'granted')::bigint as granted, (numbers ->> 'usedIn')::bigint as used_in,
  (numbers ->> 'calls')::bigint as calls, runs
from twoloops.insights() where insight = 'mcp-server';

create or replace view twoloops.insight_recurring_question as
select repository, repository_name, profile, subject, (numbers ->> 'times')::bigint as times, (numbers ->> 'of')::bigint as of_decided, runs
from twoloops.insights() where insight = 'recurring-question';

create or replace view twoloops.insight_unexplained_failure as
select repository, repository_name, profile, (numbers ->> 'runs')::bigint as unexplained, (numbers ->> 'failed')::bigint as failed, runs
from twoloops.insights() where insight = 'unexplained-failure';

create or replace view twoloops.insight_record_dependent_failure as
select repository, repository_name, profile, (numbers ->> 'runs')::bigint as known_to_the_record, (numbers ->> 'failed')::bigint as failed, runs
from twoloops.insights() where insight = 'record-dependent-failure';

create or replace view twoloops.insight_autonomy_ready as
select repository, repository_name, profile, widening, (numbers ->> 'runs')::bigint as learnable_runs, (numbers ->> 'calls')::bigint as calls,
  (numbers ->> 'denied')::bigint as denied, runs
from twoloops.insights() where insight = 'autonomy-ready';
