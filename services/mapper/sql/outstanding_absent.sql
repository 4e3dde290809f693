-- $1 run
select issue_id, why from sync.wanted
where run = $1 and why = 'absent' and outcome is null
order by issue_id
