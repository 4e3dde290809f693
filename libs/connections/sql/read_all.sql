-- every connection
select * from sync.connection order by slug
