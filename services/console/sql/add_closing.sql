-- $1 month, $2 by whom
insert into effort.closing (month, closed_by) values ($1, $2) returning id
