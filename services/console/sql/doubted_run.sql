-- $1 connection
-- The run that waits for a person's word, if there is one.
select run from sync.run
where connection_id = $1 and phase = 'needs_confirmation'
order by created_at desc
limit 1
