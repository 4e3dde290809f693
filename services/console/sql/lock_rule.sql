-- who changes the rules takes turns
select one from effort.rule for update
