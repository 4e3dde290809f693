-- $1 employee
-- Takes the marks of a person; gives the earliest date, null when somebody else took them.
with taken as (
    delete from effort.stale where employee_id = $1 returning since
)
select min(since) from taken
