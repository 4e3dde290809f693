-- $1 employee, $2 monday, $3 source
delete from effort.entry
where employee_id = $1 and monday = $2 and source = $3 and source <> 'pms'
returning roadmap_project_id, percent
