"""mapper: how tasks moved → who worked how long on what; pure: values in, values out.

`attribution` is the way in: `days`, `days_of_many` and `explain`. What it gives is summed up by
`week`, `percent` and `capex`; what is wrong with a history is told by `quality`.
"""
