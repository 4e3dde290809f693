-- $1 slug
select id from sync.connection where slug = $1
