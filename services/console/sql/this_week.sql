-- the Monday of the organisation's week of now
select date_trunc('week', now() at time zone zone)::date from effort.rule
