-- $1 PMS projects
-- Whom another link of these concerns is reckoned anew.
select effort.mark_projects($1::bigint[])
