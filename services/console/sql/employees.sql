-- every employee by name
select name, email from pms.employee order by name, email
