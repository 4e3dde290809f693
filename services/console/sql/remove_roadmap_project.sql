-- $1 id of the roadmap project
delete from pms.roadmap_project where id = $1
