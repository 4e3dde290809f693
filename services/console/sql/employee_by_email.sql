-- $1 e-mail address
select id, email, name from pms.employee where email_key = pms.email_key($1)
