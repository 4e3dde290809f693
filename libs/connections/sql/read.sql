-- $1 slug
select * from sync.connection where slug = $1
