-- $1 connection, $2 field id, $3 how many values, $4 characters of each
-- What issues say in a field that has no options, the most usual first; of people the name.
select left(coalesce(e.entry ->> 'displayName', e.entry #>> '{}'), $4) as value, count(*) as issues
from jira.issue as i
cross join lateral jsonb_array_elements(
    case jsonb_typeof(i.fields -> $2)
        when 'array' then i.fields -> $2 else jsonb_build_array(i.fields -> $2)
    end
) as e (entry)
where i.connection_id = $1
    and i.state = 'present'
    and e.entry not in ('null', '""')
    and not coalesce(e.entry ? 'id' and jsonb_typeof(e.entry) = 'object', false)
group by 1
order by issues desc, value
limit $3
