-- $1 run, $2 kind, $3 project id, $4 page
-- What this part asked for and has not got: asked again when the part comes again after a crash.
select issue_id, why from sync.wanted
where run = $1 and kind = $2 and project_id = $3 and page = $4 and outcome is null
order by why, issue_id
