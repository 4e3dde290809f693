"""any service: the schemas by which fields of Jira are found, whatever they are called; values."""

EPIC_LINK = "com.pyxis.greenhopper.jira:gh-epic-link"
"""The legacy *Epic Link* of company-managed projects: a key, deprecated in favour of `parent`."""
