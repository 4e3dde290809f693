-- $1 closing
-- Books what differs from what was booked: the month as a whole, and what changed of those before.
insert into effort.closed_cost (
    closing_id, month, employee_id, kind, roadmap_project_id, cost_centre_id, capex, thousandths,
    days, cost, currency
)
select
    $1, a.month, a.employee_id, a.kind, a.roadmap_project_id, a.cost_centre_id, a.capex,
    coalesce(a.new_thousandths, 0) - coalesce(a.old_thousandths, 0),
    coalesce(a.new_days, 0) - coalesce(a.old_days, 0),
    case when a.currency is not null then coalesce(a.new_cost, 0) - coalesce(a.old_cost, 0) end,
    a.currency
from effort.adjustment as a
