"""Waiting for a run on the command line, when nobody or Jira does not answer."""

RUN = """
insert into sync.run (run, connection_id, reason, phase)
select gen_random_uuid(), id, 'scheduled', 'done' from sync.connection
"""


async def test_a_connection_that_jira_refuses_ends_the_waiting_with_what_to_do(acme, console):
    await acme.execute(
        "update sync.connection set state = 'needs_attention', state_reason = 'The token expired.'"
    )
    code, out, _ = await console("sync", "acme", "--wait")
    assert code == 1
    assert "acme needs attention: The token expired. Connect again, with a new token" in out


async def test_status_names_queues_that_nobody_reads_and_the_kind_of_a_run(acme, console):
    await acme.execute(RUN)
    await console("sync", "acme")
    _, out, _ = await console("status")
    assert "Nobody reads fetcher.sync: does the fetcher run?" in out
    assert " scheduled, done: " in out
    assert "daily at 02:00 UTC" in out
